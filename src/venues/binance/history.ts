/** The past of streams: questions for what was missed, whose rows are put into the form of payloads and checked as these are. */
import type { MarketEvent } from '../../core/channel'
import { refusal } from '../../core/errors'
import type { History, Query } from '../../core/query'
import type { Sequence } from '../../core/sequence'
import type { Admit, Facts } from './channel'

/** Where a kind of event is asked for, and how its rows are read. */
export interface Source<Event, Known> {
  readonly path: string
  readonly method: string
  readonly weight: number
  /** Where the members of a payload stand in a row. */
  readonly columns: Readonly<Record<string, string | number>>
  /** The payload of these members. */
  readonly payload: (members: Readonly<Record<string, unknown>>, facts: Known) => unknown
  readonly sequence: Sequence<Event>
}

/** Rows in one answer, at most. */
const rows = 1_000

/** The question for rows of a source. */
export function question<Event extends MarketEvent, Known extends Facts>(
  { path, method, weight, columns, payload, sequence }: Source<Event, Known>,
  facts: Known,
  admit: Admit<Event>,
  params: Query['params'],
): Query<readonly Event[]> {
  const refuse = (at: string, must: string, value: unknown) =>
    refusal('INVALID_ANSWER', `${path}: ${at}`, `must be ${value === undefined ? 'present' : must}`, value, {
      path: at,
    })
  return {
    path,
    method,
    params: { symbol: facts.symbol, limit: rows, ...params },
    weight,
    read(answer, receiveTime) {
      if (!Array.isArray(answer)) throw refuse('$', 'an array', answer)
      let last = Number.NEGATIVE_INFINITY
      return answer.map((row, i) => {
        const members: Record<string, unknown> = {}
        for (const key in columns) members[key] = Object(row)[columns[key]!]
        const event = admit(payload(members, facts), receiveTime, (flaw) =>
          refuse(`[${i}].${columns[flaw.path.replace('k.', '')]}`, flaw.must, flaw.value),
        )
        const number = sequence.number(event)
        if (number <= last) throw refuse(`[${i}]`, 'after the row before it', number)
        last = number
        return { ...event, backfilled: true }
      })
    },
  }
}

/**
 * The past of a stream whose events are numbered one by one.
 * @__NO_SIDE_EFFECTS__
 */
export function byId<Event extends MarketEvent>(source: Source<Event, Facts>) {
  const { number } = source.sequence
  return (facts: Facts, admit: Admit<Event>): History<Event> => ({
    missing(after, before) {
      const fromId = number(after) + 1
      const count = number(before) - fromId
      return count > 0 ? question(source, facts, admit, { fromId, limit: Math.min(count, rows) }) : undefined
    },
  })
}
