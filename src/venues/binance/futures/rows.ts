/** Streams of many markets, each frame of which is a list: one event a frame, for its rows are of one moment. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, type Facts, flawIn, invalid, unreadable } from '../channel'
import type { Flaw, Wire } from '../wire'

/** A list of events that came in one frame. */
export interface Rows<Row> extends MarketEvent {
  /** The latest of the rows', Unix ms; of a frame without rows when it arrived. */
  readonly eventTime: number
  /** Those that changed, in the exchange's order; it may say one moment in several frames. */
  readonly rows: readonly Row[]
}

interface Timed {
  readonly eventTime: number
}

interface RowsKind<S extends Wire<unknown>, Event extends Rows<Timed>> {
  readonly type: Event['type']
  /** @default 'futures' */
  readonly family?: string
  /** Of a row. */
  readonly schema: S
  readonly row: (wire: InferOutput<S>, receiveTime: number) => Event['rows'][number]
}

/**
 * The maker of channels whose frames are lists.
 * @__NO_SIDE_EFFECTS__
 */
export function defineRows<S extends Wire<unknown>, Event extends Rows<Timed>>({
  type,
  family = 'futures',
  schema,
  row,
}: RowsKind<S, Event>): (facts: Facts & Pick<Channel, 'route'>) => Channel<Event> {
  return (facts) => ({
    ...facts,
    type,
    family,
    decode(payload, receiveTime, validation, report) {
      const { stream } = facts
      const rows: Event['rows'][number][] = []
      let eventTime = 0
      let flaw: Flaw | undefined
      try {
        const list = JSON.parse(payload)
        if (!Array.isArray(list)) flaw = { path: '$', must: 'an array', value: list }
        else {
          for (let i = 0; i < list.length; i += 1) {
            if (validation === 'always') flaw = flawIn(schema, list[i], `[${i}]`, payload, report)
            if (flaw) break
            const event = row(list[i], receiveTime)
            eventTime = Math.max(eventTime, event.eventTime)
            rows.push(event)
          }
        }
      } catch (cause) {
        throw unreadable(stream, cause)
      }
      if (flaw) throw invalid(stream, flaw)
      return { type, eventTime: eventTime || receiveTime, rows, receiveTime } as Rows<unknown> as Event
    },
    sequence: byEventTime,
  })
}
