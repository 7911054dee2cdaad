/** Trading session: whether the exchanges of shares and metals, which TradFi contracts follow, are open. USD-M has it. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, define, type Facts } from '../channel'
import { integer, record, text } from '../wire'
import { marketRoute } from './product'

/** What is on in one of the markets outside. */
export interface TradingSession extends MarketEvent {
  readonly type: 'tradingSession'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The market: `Equity` (of the US), `Commodity`, `KR_Equity`, `HK_Equity`, and others to come. Wire: the beginning of `e`. */
  readonly underlyingMarket: string
  /** When the session began, Unix ms. Wire: `t`. */
  readonly startTime: number
  /** When it will end, Unix ms. Wire: `T`. */
  readonly endTime: number
  /** Its kind: `PRE_MARKET`, `REGULAR`, `AFTER_MARKET`, `OVERNIGHT`, `NO_TRADING`. Wire: `S`. */
  readonly session: string
}

export const tradingSessionSchema = /* @__PURE__ */ record({ e: text, E: integer, t: integer, T: integer, S: text })

const ending = /Update$/

const toTradingSession = (wire: InferOutput<typeof tradingSessionSchema>, receiveTime: number): TradingSession => ({
  type: 'tradingSession',
  eventTime: wire.E,
  underlyingMarket: wire.e.replace(ending, ''),
  startTime: wire.t,
  endTime: wire.T,
  session: wire.S,
  receiveTime,
})

interface SessionFacts extends Facts {
  readonly route: string
  readonly isSteady: boolean
}

const kind = /* @__PURE__ */ define<typeof tradingSessionSchema, TradingSession, SessionFacts>({
  type: 'tradingSession',
  family: 'futures',
  schema: tradingSessionSchema,
  rules: [
    { path: 'e', must: 'the update of a market, such as "EquityUpdate"', holds: ({ e }) => ending.test(e) },
    { path: 'T', must: 'not before t', holds: ({ t, T }) => t <= T },
  ],
  event: toTradingSession,
  sequence: byEventTime,
})

/** The sessions of the markets that TradFi contracts follow: an event a market and second, around the clock. */
export function tradingSession(): Channel<TradingSession> {
  return kind({ stream: 'tradingSession', symbol: '', silenceMs: 20_000, isSteady: true, route: marketRoute })
}
