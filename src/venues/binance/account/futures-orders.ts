/** What happens to orders of a futures account. Source: the exchange's "User Data Streams" of derivatives. */
import type { MarketEvent } from '../../../core/channel'
import { amount, bool, change, type Fields, id, maybe, type Table, tradeOrNone, whole, word } from '../fields'

/** What every order event of futures says first. */
export interface FuturesOrder extends MarketEvent {
  readonly type: 'orderTradeUpdate'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** The market. Wire: `o.s`. */
  readonly symbol: string
  /**
   * The order's name, as its sender gave it; `autoclose-…` of a liquidation, `adl_autoclose` of a deleveraging,
   * `settlement_autoclose-…` of a delivery. Wire: `o.c`.
   */
  readonly clientOrderId: string
  /** `BUY` or `SELL`. Wire: `o.S`. */
  readonly side: string
  /** `LIMIT`, `MARKET`, `STOP`, … Wire: `o.o`. */
  readonly orderType: string
  /** `GTC`, `IOC`, `FOK`, `GTX`, `GTD`. Wire: `o.f`. */
  readonly timeInForce: string
  /** How much was ordered: coins in USD-M, contracts in COIN-M; a decimal. Wire: `o.q`. */
  readonly quantity: string
  /** Limit price; a decimal. Wire: `o.p`. */
  readonly price: string
  /** What happened: `NEW`, `CANCELED`, `CALCULATED` (liquidation), `EXPIRED`, `TRADE`, `AMENDMENT`. Wire: `o.x`. */
  readonly executionType: string
  /** How it stands: `NEW`, `PARTIALLY_FILLED`, `FILLED`, `CANCELED`, `EXPIRED`, `EXPIRED_IN_MATCH`. Wire: `o.X`. */
  readonly orderStatus: string
  /** Number of the order, a string of digits: some are beyond 2^53. Wire: `o.i`. */
  readonly orderId: string
  /** Filled by this event; a decimal. Wire: `o.l`. */
  readonly lastQuantity: string
  /** Filled so far; a decimal. Wire: `o.z`. */
  readonly filledQuantity: string
  /** Price of this fill; a decimal. Wire: `o.L`. */
  readonly lastPrice: string
  /** What the fee was paid in, and the fee: a decimal. Missing without one. Wire: `o.N`, `o.n`. */
  readonly commissionAsset?: string | undefined
  readonly commission?: string | undefined
  /** When the trade was, Unix ms. Wire: `o.T`. */
  readonly tradeTime: number
  /** Number of the trade, as the trade stream has it; 0, or missing, where nothing was filled. Wire: `o.t`. */
  readonly tradeId?: number | undefined
  /** Whether this side was resting. Wire: `o.m`. */
  readonly isMaker: boolean
  /** Whether it can only make a position smaller. Wire: `o.R`. */
  readonly isReduceOnly: boolean
  /** Type it was sent as. Wire: `o.ot`. */
  readonly originalOrderType: string
  /** Profit or loss of this fill; a decimal. Wire: `o.rp`. */
  readonly realizedProfit: string
  /** What prevents a trade with oneself. Missing in old recordings. Wire: `o.V`. */
  readonly selfTradePrevention?: string | undefined
}

/** Something happened to an order of a futures account. */
export interface OrderTradeUpdate extends FuturesOrder {
  /** Average price of what is filled; a decimal. Wire: `o.ap`. */
  readonly averagePrice: string
  /** Price that triggers it; a decimal, to be ignored of `TRAILING_STOP_MARKET`. Wire: `o.sp`. */
  readonly stopPrice: string
  /** Asset of the margin. COIN-M. Wire: `o.ma`. */
  readonly marginAsset?: string | undefined
  /** Value of open bids and asks; decimals. Wire: `o.b`, `o.a`. */
  readonly bidsNotional: string
  readonly asksNotional: string
  /** By which price it is triggered: `MARK_PRICE` or `CONTRACT_PRICE`. Wire: `o.wt`. */
  readonly workingType: string
  /** `BOTH`, `LONG` or `SHORT`. Wire: `o.ps`. */
  readonly positionSide: string
  /** Whether it closes the whole position. Wire: `o.cp`. */
  readonly closesPosition?: boolean | undefined
  /** Of trailing orders: price from which they trail, and how far, in percent; decimals. Wire: `o.AP`, `o.cr`. */
  readonly activationPrice?: string | undefined
  readonly callbackRate?: string | undefined
  /** Whether a large gap between mark price and last price keeps it from being triggered. Wire: `o.pP`. */
  readonly priceProtect?: boolean | undefined
  /** How its price follows the book, `NONE` where it does not. Wire: `o.pm`. */
  readonly priceMatch?: string | undefined
  /** When it cancels itself, Unix ms; 0 where never. Wire: `o.gtd`. */
  readonly goodTillDate?: number | undefined
  /** Why it expired: a number in a string, `0` where it did not. Wire: `o.er`. */
  readonly expiryReason?: string | undefined
  /** Name of the change that was asked for, where it was named. Wire: `o.M`. */
  readonly modifyId?: string | undefined
}

/** A fill, told earlier and with less than {@link OrderTradeUpdate}, which tells it once more: match them by `tradeId`. USD-M. */
export interface TradeLite extends MarketEvent {
  readonly type: 'tradeLite'
  /** When the exchange sent the event, Unix ms; may be before `transactionTime`. Wire: `E`. */
  readonly eventTime: number
  /** When the match was, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Wire: `s`. */
  readonly symbol: string
  /** How much was ordered; a decimal. Wire: `q`. */
  readonly quantity: string
  /** Limit price; a decimal. Wire: `p`. */
  readonly price: string
  /** Whether this side was resting. Wire: `m`. */
  readonly isMaker: boolean
  /** Wire: `c`. */
  readonly clientOrderId: string
  /** `BUY` or `SELL`. Wire: `S`. */
  readonly side: string
  /** Price and size of the fill; decimals. Wire: `L`, `l`. */
  readonly lastPrice: string
  readonly lastQuantity: string
  /** Wire: `t`. */
  readonly tradeId: number
  /** A string of digits. Wire: `i`. */
  readonly orderId: string
}

/** Something happened to a conditional order. Since the end of 2025. */
export interface AlgoUpdate extends MarketEvent {
  readonly type: 'algoUpdate'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Its name, as its sender gave it. Wire: `o.caid`. */
  readonly clientAlgoId: string
  /** A string of digits. Wire: `o.aid`. */
  readonly algoId: string
  /** Wire: `o.at`. */
  readonly algoType: string
  /** Wire: `o.o`. */
  readonly orderType: string
  /** Wire: `o.s`. */
  readonly symbol: string
  /** `BUY` or `SELL`. Wire: `o.S`. */
  readonly side: string
  /** `BOTH`, `LONG` or `SHORT`. Wire: `o.ps`. */
  readonly positionSide: string
  /** Wire: `o.f`. */
  readonly timeInForce: string
  /** A decimal. Wire: `o.q`. */
  readonly quantity: string
  /** `NEW`, `CANCELED`, `TRIGGERING`, `TRIGGERED`, `FINISHED`, `REJECTED`, `EXPIRED`. Wire: `o.X`. */
  readonly algoStatus: string
  /** The order it became, a string of digits, its type, average price and fill; once it was triggered. Wire: `o.ai`, `o.act`, `o.ap`, `o.aq`. */
  readonly orderId?: string | undefined
  readonly actualType?: string | undefined
  readonly averagePrice?: string | undefined
  readonly filledQuantity?: string | undefined
  /** Price that triggers it; a decimal. Wire: `o.tp`. */
  readonly triggerPrice: string
  /** Limit price; a decimal. Wire: `o.p`. */
  readonly price: string
  /** What prevents a trade with oneself. Wire: `o.V`. */
  readonly selfTradePrevention?: string | undefined
  /** By which price it is triggered. Wire: `o.wt`. */
  readonly workingType?: string | undefined
  /** Wire: `o.pm`. */
  readonly priceMatch?: string | undefined
  /** Wire: `o.cp`. */
  readonly closesPosition?: boolean | undefined
  /** Wire: `o.pP`. */
  readonly priceProtect?: boolean | undefined
  /** Wire: `o.R`. */
  readonly isReduceOnly?: boolean | undefined
  /** When it was triggered, Unix ms; 0 before. Wire: `o.tt`. */
  readonly triggerTime?: number | undefined
  /** When it cancels itself, Unix ms; 0 where never. Wire: `o.gtd`. */
  readonly goodTillDate?: number | undefined
  /** Why it was rejected. Wire: `o.rm`. */
  readonly rejectReason?: string | undefined
}

/** A conditional order could not be placed. The exchange gave it up at the end of 2025. */
export interface ConditionalOrderReject extends MarketEvent {
  readonly type: 'conditionalOrderTriggerReject'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Wire: `or.s`. */
  readonly symbol: string
  /** A string of digits. Wire: `or.i`. */
  readonly orderId: string
  /** Wire: `or.r`. */
  readonly reason: string
}

/** What order events of all derivatives have. */
export const orderFields = (): Fields<FuturesOrder> => ({
  eventTime: whole('E'),
  transactionTime: whole('T'),
  symbol: word('o.s'),
  clientOrderId: word('o.c'),
  side: word('o.S'),
  orderType: word('o.o'),
  timeInForce: word('o.f'),
  quantity: amount('o.q'),
  price: amount('o.p'),
  executionType: word('o.x'),
  orderStatus: word('o.X'),
  orderId: id('o.i'),
  lastQuantity: amount('o.l'),
  filledQuantity: amount('o.z'),
  lastPrice: amount('o.L'),
  commissionAsset: maybe(word('o.N')),
  // Options write what was charged as a negative number.
  commission: maybe(change('o.n')),
  tradeTime: whole('o.T'),
  tradeId: tradeOrNone('o.t'),
  isMaker: bool('o.m'),
  isReduceOnly: bool('o.R'),
  originalOrderType: word('o.ot'),
  realizedProfit: change('o.rp'),
  selfTradePrevention: maybe(word('o.V')),
})

/** By the exchange's name of the event. */
export const orderTables = (): Readonly<Record<string, Table>> => ({
  ORDER_TRADE_UPDATE: {
    ...orderFields(),
    averagePrice: amount('o.ap'),
    stopPrice: amount('o.sp'),
    marginAsset: maybe(word('o.ma')),
    bidsNotional: amount('o.b'),
    asksNotional: amount('o.a'),
    workingType: word('o.wt'),
    positionSide: word('o.ps'),
    closesPosition: maybe(bool('o.cp')),
    activationPrice: maybe(amount('o.AP')),
    callbackRate: maybe(amount('o.cr')),
    priceProtect: maybe(bool('o.pP')),
    priceMatch: maybe(word('o.pm')),
    goodTillDate: maybe(whole('o.gtd')),
    expiryReason: maybe(word('o.er')),
    modifyId: maybe(word('o.M')),
  } satisfies Fields<OrderTradeUpdate>,
  TRADE_LITE: {
    eventTime: whole('E'),
    transactionTime: whole('T'),
    symbol: word('s'),
    quantity: amount('q'),
    price: amount('p'),
    isMaker: bool('m'),
    clientOrderId: word('c'),
    side: word('S'),
    lastPrice: amount('L'),
    lastQuantity: amount('l'),
    tradeId: whole('t'),
    orderId: id('i'),
  } satisfies Fields<TradeLite>,
  ALGO_UPDATE: {
    eventTime: whole('E'),
    transactionTime: whole('T'),
    clientAlgoId: word('o.caid'),
    algoId: id('o.aid'),
    algoType: word('o.at'),
    orderType: word('o.o'),
    symbol: word('o.s'),
    side: word('o.S'),
    positionSide: word('o.ps'),
    timeInForce: word('o.f'),
    quantity: amount('o.q'),
    algoStatus: word('o.X'),
    orderId: maybe(word('o.ai')),
    actualType: maybe(word('o.act')),
    averagePrice: maybe(amount('o.ap')),
    filledQuantity: maybe(amount('o.aq')),
    triggerPrice: amount('o.tp'),
    price: amount('o.p'),
    selfTradePrevention: maybe(word('o.V')),
    workingType: maybe(word('o.wt')),
    priceMatch: maybe(word('o.pm')),
    closesPosition: maybe(bool('o.cp')),
    priceProtect: maybe(bool('o.pP')),
    isReduceOnly: maybe(bool('o.R')),
    triggerTime: maybe(whole('o.tt')),
    goodTillDate: maybe(whole('o.gtd')),
    rejectReason: maybe(word('o.rm')),
  } satisfies Fields<AlgoUpdate>,
  CONDITIONAL_ORDER_TRIGGER_REJECT: {
    eventTime: whole('E'),
    transactionTime: whole('T'),
    symbol: word('or.s'),
    orderId: id('or.i'),
    reason: word('or.r'),
  } satisfies Fields<ConditionalOrderReject>,
})
