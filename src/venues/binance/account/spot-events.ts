/** What happens to a spot account: orders, balances, and the end of the stream. Source: the exchange's "User Data Stream". */
import type { MarketEvent } from '../../../core/channel'
import {
  amount,
  bool,
  change,
  each,
  type Fields,
  id,
  idOrNone,
  maybe,
  type Table,
  tradeOrNone,
  whole,
  word,
} from '../fields'

/** Something happened to an order: it was taken, filled, changed or ended. */
export interface ExecutionReport extends MarketEvent {
  readonly type: 'executionReport'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The market. Wire: `s`. */
  readonly symbol: string
  /** The order's name, as its sender gave it. Wire: `c`. */
  readonly clientOrderId: string
  /** The name of the order that this one cancels; '' otherwise. Wire: `C`. */
  readonly originalClientOrderId: string
  /** `BUY` or `SELL`. Wire: `S`. */
  readonly side: string
  /** `LIMIT`, `MARKET`, … Wire: `o`. */
  readonly orderType: string
  /** `GTC`, `IOC`, `FOK`. Wire: `f`. */
  readonly timeInForce: string
  /** How much was ordered, in the base asset; a decimal. Wire: `q`. */
  readonly quantity: string
  /** Limit price; a decimal, zero of a market order. Wire: `p`. */
  readonly price: string
  /** Price that triggers it; a decimal, zero where none does. Wire: `P`. */
  readonly stopPrice: string
  /** The part that shows in the book; a decimal. Wire: `F`. */
  readonly icebergQuantity: string
  /** The list it belongs to, a string of digits; missing where it is in none. Wire: `g`. */
  readonly orderListId?: string | undefined
  /** What happened: `NEW`, `CANCELED`, `REPLACED`, `REJECTED`, `TRADE`, `EXPIRED`, `TRADE_PREVENTION`. Wire: `x`. */
  readonly executionType: string
  /** How it stands: `NEW`, `PENDING_NEW`, `PARTIALLY_FILLED`, `FILLED`, `CANCELED`, `REJECTED`, `EXPIRED`, `EXPIRED_IN_MATCH`. Wire: `X`. */
  readonly orderStatus: string
  /** Why it was rejected, else `NONE`. Wire: `r`. */
  readonly rejectReason: string
  /** Number of the order, a string of digits. Wire: `i`. */
  readonly orderId: string
  /** Filled by this event, in the base asset; a decimal. Wire: `l`. */
  readonly lastQuantity: string
  /** Filled so far, in the base asset; a decimal. Wire: `z`. */
  readonly filledQuantity: string
  /** Price of this fill; a decimal. Wire: `L`. */
  readonly lastPrice: string
  /** Fee of this fill; a decimal. Wire: `n`. */
  readonly commission: string
  /** What it was paid in; missing without a fee. Wire: `N`. */
  readonly commissionAsset?: string | undefined
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Number of the trade, as the trade stream has it; missing where nothing was filled. Wire: `t`. */
  readonly tradeId?: number | undefined
  /** Number of this report, a string of digits. Wire: `I`. */
  readonly executionId: string
  /** Whether the order is in the book. Wire: `w`. */
  readonly isWorking: boolean
  /** Whether this side was resting. Wire: `m`. */
  readonly isMaker: boolean
  /** When the order was made, Unix ms. Wire: `O`. */
  readonly orderTime: number
  /** Paid or received so far, in the quote asset; a decimal. The average price is this by `filledQuantity`. Wire: `Z`. */
  readonly filledQuoteQuantity: string
  /** Paid or received by this fill, in the quote asset; a decimal. Wire: `Y`. */
  readonly lastQuoteQuantity: string
  /** What was ordered in the quote asset; a decimal, zero where it was the base asset. Wire: `Q`. */
  readonly quoteQuantity: string
  /** Since when it is in the book, Unix ms. Wire: `W`. */
  readonly workingTime?: number | undefined
  /** What prevents a trade with oneself. Wire: `V`. */
  readonly selfTradePrevention: string
  /** How far a trailing order trails, in basis points. Wire: `d`. */
  readonly trailingDelta?: number | undefined
  /** Since when it trails, Unix ms. Wire: `D`. */
  readonly trailingTime?: number | undefined
  /** Strategy the sender named, a string of digits, and its kind. Wire: `j`, `J`. */
  readonly strategyId?: string | undefined
  readonly strategyType?: number | undefined
  /** A match with oneself that was prevented: its number, how much in all and by this event. Wire: `v`, `A`, `B`. */
  readonly preventedMatchId?: string | undefined
  readonly preventedQuantity?: string | undefined
  readonly lastPreventedQuantity?: string | undefined
  /** Accounts it was prevented among, the other order and its market. Wire: `u`, `U`, `Cs`. */
  readonly tradeGroupId?: string | undefined
  readonly counterOrderId?: string | undefined
  readonly counterSymbol?: string | undefined
  /** How much, at which price and for how much quote the prevented match would have been. Wire: `pl`, `pL`, `pY`. */
  readonly preventedExecutionQuantity?: string | undefined
  readonly preventedExecutionPrice?: string | undefined
  readonly preventedExecutionQuoteQuantity?: string | undefined
  /** How a special match was made, and its allocation. Wire: `b`, `a`. */
  readonly matchType?: string | undefined
  readonly allocationId?: string | undefined
  /** Where it is worked: `EXCHANGE` or `SOR`. Wire: `k`. */
  readonly workingFloor?: string | undefined
  /** Whether smart order routing was used. Wire: `uS`. */
  readonly usedSor?: boolean | undefined
  /** What the price is pegged to, how far off, and where it stands. Wire: `gP`, `gOT`, `gOV`, `gp`. */
  readonly peggedPriceType?: string | undefined
  readonly peggedOffsetType?: string | undefined
  readonly peggedOffsetValue?: number | undefined
  readonly peggedPrice?: string | undefined
  /** Why it expired. Since 2026. Wire: `eR`. */
  readonly expiryReason?: string | undefined
}

/** What an account holds of an asset. */
export interface Balance {
  /** Wire: `a`. */
  readonly asset: string
  /** Free to use; a decimal. Wire: `f`. */
  readonly free: string
  /** Held by open orders; a decimal. Wire: `l`. */
  readonly locked: string
}

/** Balances that an act may have changed. */
export interface OutboundAccountPosition extends MarketEvent {
  readonly type: 'outboundAccountPosition'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When the account changed, Unix ms. Wire: `u`. */
  readonly updateTime: number
  /** The assets that may have changed; of the others nothing is said. Wire: `B`. */
  readonly balances: readonly Balance[]
}

/** A deposit, a withdrawal or a transfer; or, as `externalLockUpdate`, an amount held from outside. */
export interface BalanceUpdate extends MarketEvent {
  readonly type: 'balanceUpdate' | 'externalLockUpdate'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** Wire: `a`. */
  readonly asset: string
  /** By how much it changed; a decimal that may be negative. Wire: `d`. */
  readonly delta: string
  /** When it was cleared, Unix ms. Wire: `T`. */
  readonly clearTime: number
}

/** An order of a list. */
export interface ListedOrder {
  /** Wire: `s`. */
  readonly symbol: string
  /** A string of digits. Wire: `i`. */
  readonly orderId: string
  /** Wire: `c`. */
  readonly clientOrderId: string
}

/** Something happened to a list of orders. */
export interface ListStatus extends MarketEvent {
  readonly type: 'listStatus'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The market. Wire: `s`. */
  readonly symbol: string
  /** Number of the list, a string of digits. Wire: `g`. */
  readonly orderListId: string
  /** `OCO` or `OTO`. Wire: `c`. */
  readonly contingencyType: string
  /** `RESPONSE`, `EXEC_STARTED`, `UPDATED`, `ALL_DONE`. Wire: `l`. */
  readonly listStatus: string
  /** `EXECUTING`, `ALL_DONE`, `REJECT`. Wire: `L`. */
  readonly listOrderStatus: string
  /** Why it was rejected, else `NONE`. Wire: `r`. */
  readonly rejectReason: string
  /** Its name, as its sender gave it. Wire: `C`. */
  readonly listClientOrderId: string
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Wire: `O`. */
  readonly orders: readonly ListedOrder[]
}

/** The exchange ended the stream: logged out, or its permission is over. The feed logs in again, and tells the gap. */
export interface EventStreamTerminated extends MarketEvent {
  readonly type: 'eventStreamTerminated'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
}

const executionReport = (): Fields<ExecutionReport> => ({
  eventTime: whole('E'),
  symbol: word('s'),
  clientOrderId: word('c'),
  originalClientOrderId: word('C'),
  side: word('S'),
  orderType: word('o'),
  timeInForce: word('f'),
  quantity: amount('q'),
  price: amount('p'),
  stopPrice: amount('P'),
  icebergQuantity: amount('F'),
  orderListId: idOrNone('g'),
  executionType: word('x'),
  orderStatus: word('X'),
  rejectReason: word('r'),
  orderId: id('i'),
  lastQuantity: amount('l'),
  filledQuantity: amount('z'),
  lastPrice: amount('L'),
  commission: amount('n'),
  commissionAsset: maybe(word('N')),
  transactionTime: whole('T'),
  tradeId: tradeOrNone('t'),
  executionId: id('I'),
  isWorking: bool('w'),
  isMaker: bool('m'),
  orderTime: whole('O'),
  filledQuoteQuantity: amount('Z'),
  lastQuoteQuantity: amount('Y'),
  quoteQuantity: amount('Q'),
  workingTime: maybe(whole('W')),
  selfTradePrevention: word('V'),
  trailingDelta: maybe(whole('d')),
  trailingTime: maybe(whole('D')),
  strategyId: maybe(id('j')),
  strategyType: maybe(whole('J')),
  preventedMatchId: maybe(id('v')),
  preventedQuantity: maybe(amount('A')),
  lastPreventedQuantity: maybe(amount('B')),
  tradeGroupId: maybe(id('u')),
  counterOrderId: maybe(id('U')),
  counterSymbol: maybe(word('Cs')),
  preventedExecutionQuantity: maybe(amount('pl')),
  preventedExecutionPrice: maybe(amount('pL')),
  preventedExecutionQuoteQuantity: maybe(amount('pY')),
  matchType: maybe(word('b')),
  allocationId: maybe(id('a')),
  workingFloor: maybe(word('k')),
  usedSor: maybe(bool('uS')),
  peggedPriceType: maybe(word('gP')),
  peggedOffsetType: maybe(word('gOT')),
  peggedOffsetValue: maybe(whole('gOV')),
  peggedPrice: maybe(amount('gp')),
  expiryReason: maybe(word('eR')),
})

const outboundAccountPosition = (): Fields<OutboundAccountPosition> => ({
  eventTime: whole('E'),
  updateTime: whole('u'),
  balances: each<Balance>('B', { asset: word('a'), free: amount('f'), locked: amount('l') }),
})

const balanceUpdate = (): Fields<BalanceUpdate> => ({
  eventTime: whole('E'),
  asset: word('a'),
  delta: change('d'),
  clearTime: whole('T'),
})

const listStatus = (): Fields<ListStatus> => ({
  eventTime: whole('E'),
  symbol: word('s'),
  orderListId: id('g'),
  contingencyType: word('c'),
  listStatus: word('l'),
  listOrderStatus: word('L'),
  rejectReason: word('r'),
  listClientOrderId: word('C'),
  transactionTime: whole('T'),
  orders: each<ListedOrder>('O', { symbol: word('s'), orderId: id('i'), clientOrderId: word('c') }),
})

const eventStreamTerminated = (): Fields<EventStreamTerminated> => ({ eventTime: whole('E') })

/** By the exchange's name of the event. Made when first asked for: at the top of a module they would be in every bundle. */
export const spotTables = (): Readonly<Record<string, Table>> => ({
  executionReport: executionReport(),
  outboundAccountPosition: outboundAccountPosition(),
  balanceUpdate: balanceUpdate(),
  listStatus: listStatus(),
  eventStreamTerminated: eventStreamTerminated(),
  externalLockUpdate: balanceUpdate(),
})
