/** The stream of an account: everything that happens to it, typed by what the exchange calls it. */
import type { Channel, MarketEvent } from '../../../core/channel'
import { parseExactly } from '../../../core/parser'
import { invalid, unreadable } from '../channel'
import { Flawed, foreign, type Table, values } from '../fields'
import type { RawEvent } from '../raw'
import type { ListenKeyExpired, MarginCall, StrategyUpdate } from './futures-account'
import { type AccountConfigUpdate, type AccountUpdate, futuresAccountTables, type GridUpdate } from './futures-account'
import type { TradeLite } from './futures-orders'
import { type AlgoUpdate, type ConditionalOrderReject, type OrderTradeUpdate, orderTables } from './futures-orders'
import type { OptionsOrderUpdate, RiskLevelChange } from './options-events'
import {
  type BalancePositionUpdate,
  type GreekUpdate,
  type OptionsAccountUpdate,
  optionsTables,
} from './options-events'
import {
  type BalanceUpdate,
  type EventStreamTerminated,
  type ExecutionReport,
  type ListStatus,
  type OutboundAccountPosition,
  spotTables,
} from './spot-events'

/** What a spot account's stream delivers; `raw` is an event this version does not know. */
export type AccountEvent =
  | ExecutionReport
  | OutboundAccountPosition
  | BalanceUpdate
  | ListStatus
  | EventStreamTerminated
  | RawEvent

/** What the stream of a USD-M or COIN-M account delivers; `raw` is an event this version does not know. */
export type FuturesAccountEvent =
  | OrderTradeUpdate
  | TradeLite
  | AccountUpdate
  | MarginCall
  | AccountConfigUpdate
  | AlgoUpdate
  | StrategyUpdate
  | GridUpdate
  | ConditionalOrderReject
  | ListenKeyExpired
  | RawEvent

/** What the stream of an account of options delivers; `raw` is an event this version does not know. */
export type OptionsAccountEvent =
  | OptionsOrderUpdate
  | OptionsAccountUpdate
  | BalancePositionUpdate
  | GreekUpdate
  | RiskLevelChange
  | ListenKeyExpired
  | RawEvent

/** The one stream of an account, as the feed calls it: on the wire its name would be a key. */
export const userDataStream = 'userData'

/** `ORDER_TRADE_UPDATE` is `orderTradeUpdate`; names that are so already stay. */
const typeOf = (name: string) =>
  name === name.toUpperCase() ? name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()) : name

/**
 * @param ignored paths that no event needs: what the exchange says to ignore, what it repeats, and the listen key
 * @__NO_SIDE_EFFECTS__
 */
function channelOf<Event extends MarketEvent>(
  family: string,
  tablesOf: () => Readonly<Record<string, Table>>,
  ignored: readonly string[],
) {
  let tables: Readonly<Record<string, Table>> | undefined
  return (): Channel<Event> => ({
    type: userDataStream,
    family,
    stream: userDataStream,
    symbol: '',
    // An account may do nothing for days; that the connection lives is asked of the connection.
    silenceMs: Number.POSITIVE_INFINITY,
    countsFromCarried: true,
    decode(payload, receiveTime, _, report): Event {
      let wire: unknown
      try {
        wire = parseExactly(payload)
      } catch (cause) {
        throw unreadable(userDataStream, cause)
      }
      const name: unknown = Object(wire).e
      if (typeof name !== 'string')
        throw invalid(userDataStream, { path: 'e', must: 'the name of an event', value: name })
      tables ??= tablesOf()
      if (!Object.hasOwn(tables, name))
        return { type: 'raw', stream: userDataStream, data: wire, receiveTime } as MarketEvent as Event
      try {
        const members = values(tables[name]!, wire)
        const news = report && foreign(tables[name]!, wire as object, ignored)
        if (news) report?.foreign(news, payload)
        return { type: typeOf(name), ...members, receiveTime } as MarketEvent as Event
      } catch (cause) {
        throw cause instanceof Flawed ? invalid(userDataStream, cause.flaw) : cause
      }
    },
  })
}

/**
 * Everything that happens to a spot account: orders, fills, balances. For feeds of `binanceAccount()`.
 * @example
 * const feed = createFeed({ venue: binanceAccount({ apiKey, secret }) })
 * feed.subscribe(userData()).on((event) => {
 *   if (event.type === 'executionReport' && event.executionType === 'TRADE') book(event.lastPrice, event.lastQuantity)
 * })
 */
export const userData = /* @__PURE__ */ channelOf<AccountEvent>('spot accounts', spotTables, ['e', 'M'])

/** Everything that happens to a USD-M or COIN-M account. For feeds of `binanceAccount({ market: 'usdm' })` or `'coinm'`. */
export const futuresUserData = /* @__PURE__ */ channelOf<FuturesAccountEvent>(
  'futures accounts',
  () => ({ ...orderTables(), ...futuresAccountTables() }),
  ['e', 'i', 'st', 'listenKey', 'o.si', 'o.ss', 'o.fs'],
)

/** Everything that happens to an account of options. For feeds of `binanceAccount({ market: 'options' })`. */
export const optionsUserData = /* @__PURE__ */ channelOf<OptionsAccountEvent>('options accounts', optionsTables, [
  'e',
  'listenKey',
])
