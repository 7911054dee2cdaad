/** Streams of many markets, each frame of which is a list: one event a frame, for its rows are of one moment. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent, Report } from '../../../core/channel'
import { byEventTime, type Facts, flawIn, invalid, unreadable } from '../channel'
import type { Flaw, Wire } from '../wire'

/** A list of events that came in one frame. */
export interface Rows<Row> extends MarketEvent {
  /** The latest of the rows', Unix ms; of a frame without rows when it arrived. */
  readonly eventTime: number
  /** Those that changed, in the exchange's order; it may say one moment in several frames. */
  readonly rows: readonly Row[]
}

interface RowsKind<S extends Wire<unknown>, Event extends Rows<unknown>> {
  readonly type: Event['type']
  /** @default 'futures' */
  readonly family?: string
  /** Of a row. */
  readonly schema: S
  readonly row: (wire: InferOutput<S>, receiveTime: number) => Event['rows'][number]
  /** Whether a frame may be a row without a list around it. @default false */
  readonly mayBeAlone?: boolean
}

/**
 * The maker of channels whose frames are lists.
 * @__NO_SIDE_EFFECTS__
 */
export function defineRows<S extends Wire<unknown>, Event extends Rows<{ readonly eventTime: number }>>({
  type,
  family = 'futures',
  schema,
  row,
  mayBeAlone,
}: RowsKind<S, Event>): (facts: Facts & Pick<Channel, 'route'>) => Channel<Event> {
  function flawOf(list: unknown, isChecked: boolean, payload: string, report?: Report): Flaw | undefined {
    if (!Array.isArray(list)) return { path: '$', must: 'an array', value: list }
    for (let i = 0; isChecked && i < list.length; i += 1) {
      const flaw = flawIn(schema, list[i], `[${i}]`, payload, report)
      if (flaw) return flaw
    }
    return undefined
  }

  return (facts) => ({
    ...facts,
    type,
    family,
    decode(payload, receiveTime, validation, report) {
      const { stream } = facts
      let flaw: Flaw | undefined
      try {
        const parsed: unknown = JSON.parse(payload)
        const list = mayBeAlone && !Array.isArray(parsed) ? [parsed] : parsed
        flaw = flawOf(list, validation === 'always', payload, report)
        if (!flaw) {
          const rows = (list as InferOutput<S>[]).map(
            (wire) => row(wire, receiveTime) as { readonly eventTime: number },
          )
          const eventTime = rows.reduce((latest, each) => Math.max(latest, each.eventTime), 0) || receiveTime
          return { type, eventTime, rows, receiveTime } as Rows<unknown> as Event
        }
      } catch (cause) {
        throw unreadable(stream, cause)
      }
      throw invalid(stream, flaw)
    },
    sequence: byEventTime,
  })
}
