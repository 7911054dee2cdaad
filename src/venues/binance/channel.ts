/** How a channel is made of its schema, its rules and its mapping. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent, Report, Suspicion, Validation } from '../../core/channel'
import { FeedError, refusal } from '../../core/errors'
import type { History } from '../../core/query'
import type { Sequence } from '../../core/sequence'
import { type Flaw, scanner, texts, type Wire } from './wire'

/** What a channel knows before any event of it came. */
export interface Facts {
  readonly stream: string
  readonly symbol: string
  readonly silenceMs: number
}

/** What must hold between fields that are well-formed each. */
export interface Rule<Wire, Known = Facts> {
  /** The field that is blamed, as the wire names it. */
  readonly path: string
  /** What it must be, as a sentence goes on. */
  readonly must: string
  readonly holds: (wire: Wire, facts: Known) => boolean
}

type Schema = Wire<unknown>

/** All that is proper to one kind of channel. */
export interface Kind<S extends Schema, Event extends MarketEvent, Known extends Facts> {
  readonly type: Event['type']
  /** @default 'spot' */
  readonly family?: string
  readonly schema: S
  readonly rules: readonly Rule<InferOutput<S>, Known>[]
  readonly event: (wire: InferOutput<S>, receiveTime: number, facts: Known) => Event
  readonly suspect?: (event: Event, facts: Known) => Suspicion | undefined
  readonly sequence?: Sequence<Event>
  readonly history?: (facts: Known, admit: Admit<Event>) => Promise<History<Event>>
}

/** The event of a payload that came another way, checked by schema and rules; throws what `refuse` makes of a flaw. */
export type Admit<Event> = (wire: unknown, receiveTime: number, refuse: (flaw: Flaw) => FeedError) => Event

/** States that follow one another in time, each replacing the last. */
export const byEventTime: Sequence<{ readonly eventTime: number }> = { number: (event) => event.eventTime }

/** The rule that an event speaks of the symbol that was subscribed. */
export const sameSymbol: Rule<{ readonly s: string }> = {
  path: 's',
  must: 'the symbol of the stream',
  holds: (wire, facts) => wire.s === facts.symbol,
}

/**
 * The maker of channels of one kind.
 * @__NO_SIDE_EFFECTS__
 */
export function define<S extends Schema, Event extends MarketEvent, Known extends Facts = Facts>({
  type,
  family = 'spot',
  schema,
  rules,
  event,
  suspect,
  sequence,
  history,
}: Kind<S, Event, Known>): (facts: Known) => Channel<Event> {
  /** Reads what the exchange sends today, to the letter, at half the cost of parsing it. */
  let usual: (payload: string) => InferOutput<S> | undefined

  return (facts) => {
    usual ??= scanner(schema, new RegExp(`^${schema.pattern}$`))
    return {
      ...facts,
      type,
      family,
      decode(payload: string, receiveTime: number, validation: Validation, report?: Report): Event {
        const { stream } = facts
        let flaw: Flaw | undefined
        try {
          let wire = usual(payload)
          if (wire === undefined) {
            report?.slow()
            wire = JSON.parse(payload) as InferOutput<S>
            if (validation === 'always') flaw = flawIn(schema, wire, '$', payload, report)
            else if (wire !== Object(wire) || Array.isArray(wire)) flaw = { path: '$', must: 'an object', value: wire }
          }
          if (validation === 'always') flaw ??= breach(rules, wire, facts)
          if (!flaw) {
            texts.areKept = true
            return event(wire, receiveTime, facts)
          }
        } catch (cause) {
          throw unreadable(stream, cause)
        } finally {
          texts.areKept = false
        }
        throw invalid(stream, flaw)
      },
      suspect: (seen) => suspect?.(seen, facts),
      ...(sequence && { sequence }),
      ...(history && {
        history: () =>
          history(facts, (wire, receiveTime, refuse) => {
            const flaw = schema.flaw(wire, '$') ?? breach(rules, wire as InferOutput<S>, facts)
            if (flaw) throw refuse(flaw)
            return event(wire as InferOutput<S>, receiveTime, facts)
          }),
      }),
    }
  }
}

/** What is wrong with a value by its schema; where nothing is, what is new in it is reported. */
export function flawIn(
  { flaw, foreign }: Schema,
  value: unknown,
  path: string,
  payload: string,
  report?: Report,
): Flaw | undefined {
  const found = flaw(value, path)
  const news = !found && report && foreign?.(value, path)
  if (news) report.foreign(news, payload)
  return found
}

/** The first rule that does not hold. */
export function breach<Wire, Known>(rules: readonly Rule<Wire, Known>[], wire: Wire, facts: Known): Flaw | undefined {
  for (let i = 0; i < rules.length; i += 1) {
    const { path, must, holds } = rules[i]!
    if (holds(wire, facts)) continue
    const value = path.split('.').reduce((at, key) => (at as Record<string, unknown>)[key], wire as unknown)
    return { path, must, value }
  }
  return undefined
}

/** The error for a payload with a flaw. */
export function invalid(stream: string, { path, must, value }: Flaw): FeedError {
  const demand = `must be ${value === undefined ? 'present' : must}`
  return refusal('INVALID_MESSAGE', `${stream}: ${path}`, demand, value, { path, stream })
}

/** The error for a payload that is no JSON, or without validation too little to map. */
export function unreadable(stream: string, cause: unknown): FeedError {
  const reason = (cause as Error).message
  return new FeedError('INVALID_MESSAGE', `${stream}: ${reason}`, { cause, context: { path: '$', reason, stream } })
}
