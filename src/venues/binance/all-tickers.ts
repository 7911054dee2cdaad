/** How a channel of all markets is made: its frames are lists, checked row by row, so that a bad row loses no other. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent, Report, Suspicion, Validation } from '../../core/channel'
import { breach, byEventTime, type Facts, flawIn, invalid, type Kind, unreadable } from './channel'
import type { Flaw, Wire } from './wire'

/** What each row has. */
export interface TickerRow extends MarketEvent {
  readonly eventTime: number
}

/** The markets that changed since the frame before: changes of a table, not the whole of it. */
export interface Tickers<Type extends string, Row extends TickerRow> extends MarketEvent {
  readonly type: Type
  /** The newest `eventTime` of the rows, Unix ms. */
  readonly eventTime: number
  /** One row a market, in no promised order of markets or times. */
  readonly tickers: readonly Row[]
  /** Rows that broke a rule, by place in the frame and key on the wire, as `[17].c`; they are left out of `tickers`. */
  readonly refused: readonly Suspicion[]
}

/** A refused row first, then an odd one; each is told by its place. */
function suspectOf<Row>(
  { tickers, refused: [first] }: { readonly tickers: readonly Row[]; readonly refused: readonly Suspicion[] },
  suspect: (row: Row) => Suspicion | undefined,
): Suspicion | undefined {
  if (first) return { path: first.path, reason: `${first.reason}; only the other rows are delivered` }
  for (let i = 0; i < tickers.length; i += 1) {
    const odd = suspect(tickers[i]!)
    if (odd) return { path: `tickers[${i}].${odd.path}`, reason: odd.reason }
  }
  return undefined
}

type RowKind<S extends Wire<unknown>, Row extends TickerRow, Known extends Facts> = Required<
  Pick<Kind<S, Row, Known>, 'schema' | 'rules' | 'event' | 'suspect'>
>

/**
 * The maker of channels whose frames are lists of rows of one kind.
 * @__NO_SIDE_EFFECTS__
 */
export function defineAll<
  Type extends string,
  S extends Wire<unknown>,
  Row extends TickerRow,
  Known extends Facts = Facts,
>(
  type: Type,
  { schema, rules, event, suspect }: RowKind<S, Row, Known>,
): (facts: Known) => Channel<Tickers<Type, Row>> {
  /** A row as the exchange sends it today, to the letter; `lastIndex` is where the next begins, 0 where nobody knows. */
  let usual: RegExp

  /** What is wrong with a row; asked of each in turn, so that those from the first of another shape on are looked into. */
  function flawOf(payload: string, wire: InferOutput<S>, i: number, facts: Known, report?: Report): Flaw | undefined {
    const isUsual = usual.lastIndex > 0 && usual.test(payload)
    // Past the comma.
    if (isUsual) usual.lastIndex += 1
    const flaw = isUsual ? undefined : flawIn(schema, wire, `[${i}]`, payload, report)
    if (flaw) return flaw
    const broken = breach(rules, wire, facts)
    return broken && { ...broken, path: `[${i}].${broken.path}` }
  }

  return (facts) => {
    usual ??= new RegExp(schema.pattern, 'y')
    const { stream } = facts
    return {
      ...facts,
      type,
      family: 'spot',
      decode(payload: string, receiveTime: number, validation: Validation, report?: Report): Tickers<Type, Row> {
        const tickers: Row[] = []
        const flaws: Flaw[] = []
        let eventTime = 0
        try {
          const rows: unknown = JSON.parse(payload)
          if (!Array.isArray(rows) || rows.length === 0)
            flaws.push({ path: '$', must: 'a list of tickers', value: rows })
          else {
            // Past the bracket.
            usual.lastIndex = 1
            for (let i = 0; i < rows.length; i += 1) {
              const flaw = validation === 'always' ? flawOf(payload, rows[i], i, facts, report) : undefined
              if (flaw) flaws.push(flaw)
              else {
                const row = event(rows[i], receiveTime, facts)
                if (row.eventTime > eventTime) eventTime = row.eventTime
                tickers.push(row)
              }
            }
          }
        } catch (cause) {
          throw unreadable(stream, cause)
        }
        const errors = flaws.map((flaw) => invalid(stream, flaw))
        if (tickers.length === 0) throw errors[0]
        const refused = errors.map(({ context }) => ({
          path: context.path as string,
          reason: context.reason as string,
        }))
        return { type, eventTime, tickers, refused, receiveTime }
      },
      suspect: (seen) => suspectOf(seen, (row) => suspect(row, facts)),
      sequence: byEventTime,
    }
  }
}
