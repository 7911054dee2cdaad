/** What happens to an account of options. Source: the exchange's "User Data Streams" of options. */
import type { MarketEvent } from '../../../core/channel'
import { amount, change, each, type Fields, type Table, whole, word } from '../fields'
import { listenKeyExpired } from './futures-account'
import { type FuturesOrder, orderFields } from './futures-orders'

/** Something happened to an order of options. A fee that was charged is negative. */
export interface OptionsOrderUpdate extends FuturesOrder {
  /** Average price of what is filled; a decimal. Wire: `o.ap`. */
  readonly averagePrice: string
  /** Value of open bids and asks; decimals. Wire: `o.b`, `o.a`. */
  readonly bidsNotional: string
  readonly asksNotional: string
}

/** Equity and margins of an account of options. */
export interface OptionsAccountUpdate extends MarketEvent {
  readonly type: 'accountUpdate'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Equity, and equity adjusted; decimals. Wire: `eq`, `aeq`. */
  readonly equity: string
  readonly adjustedEquity: string
  /** A decimal. Wire: `b`. */
  readonly balance: string
  /** Value of the positions; a decimal. Wire: `m`. */
  readonly positionValue: string
  /** A decimal. Wire: `u`. */
  readonly unrealizedProfit: string
  /** Initial and maintenance margin; decimals. Wire: `i`, `M`. */
  readonly initialMargin: string
  readonly maintenanceMargin: string
}

/** A balance of an account of options. */
export interface OptionsBalance {
  /** Wire: `a`. */
  readonly asset: string
  /** A decimal. Wire: `b`. */
  readonly balance: string
  /** A decimal. Wire: `bc`. */
  readonly balanceChange: string
}

/** A position in an option. */
export interface OptionsPosition {
  /** Wire: `s`. */
  readonly symbol: string
  /** How much, negative when short; a decimal. Wire: `c`. */
  readonly quantity: string
  /** A decimal. Wire: `p`. */
  readonly value: string
  /** A decimal. Wire: `a`. */
  readonly averagePrice: string
}

/** Balances or positions of options changed. */
export interface BalancePositionUpdate extends MarketEvent {
  readonly type: 'balancePositionUpdate'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Wire: `m`. */
  readonly reason: string
  /** Wire: `B`. */
  readonly balances: readonly OptionsBalance[]
  /** Wire: `P`. */
  readonly positions: readonly OptionsPosition[]
}

/** Sensitivities of all positions on one underlying; decimals. */
export interface Greeks {
  /** Wire: `u`. */
  readonly underlying: string
  /** Wire: `d`, `g`, `t`, `v`. */
  readonly delta: string
  readonly gamma: string
  readonly theta: string
  readonly vega: string
}

/** The sensitivities of the account. */
export interface GreekUpdate extends MarketEvent {
  readonly type: 'greekUpdate'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Wire: `G`. */
  readonly greeks: readonly Greeks[]
}

/** How close the account is to liquidation. Some accounts alone. */
export interface RiskLevelChange extends MarketEvent {
  readonly type: 'riskLevelChange'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** Wire: `s`. */
  readonly level: string
  /** Balance of the margin, and what is needed; decimals. Wire: `mb`, `mm`. */
  readonly marginBalance: string
  readonly maintenanceMargin: string
}

/** By the exchange's name of the event. */
export const optionsTables = (): Readonly<Record<string, Table>> => ({
  ORDER_TRADE_UPDATE: {
    ...orderFields(),
    averagePrice: amount('o.ap'),
    bidsNotional: amount('o.b'),
    asksNotional: amount('o.a'),
  } satisfies Fields<OptionsOrderUpdate>,
  ACCOUNT_UPDATE: {
    eventTime: whole('E'),
    transactionTime: whole('T'),
    equity: change('eq'),
    adjustedEquity: change('aeq'),
    balance: change('b'),
    positionValue: change('m'),
    unrealizedProfit: change('u'),
    initialMargin: change('i'),
    maintenanceMargin: change('M'),
  } satisfies Fields<OptionsAccountUpdate>,
  BALANCE_POSITION_UPDATE: {
    eventTime: whole('E'),
    transactionTime: whole('T'),
    reason: word('m'),
    balances: each<OptionsBalance>('B', { asset: word('a'), balance: change('b'), balanceChange: change('bc') }),
    positions: each<OptionsPosition>('P', {
      symbol: word('s'),
      quantity: change('c'),
      value: change('p'),
      averagePrice: change('a'),
    }),
  } satisfies Fields<BalancePositionUpdate>,
  GREEK_UPDATE: {
    eventTime: whole('E'),
    transactionTime: whole('T'),
    greeks: each<Greeks>('G', {
      underlying: word('u'),
      delta: change('d'),
      gamma: change('g'),
      theta: change('t'),
      vega: change('v'),
    }),
  } satisfies Fields<GreekUpdate>,
  RISK_LEVEL_CHANGE: {
    eventTime: whole('E'),
    level: word('s'),
    marginBalance: change('mb'),
    maintenanceMargin: change('mm'),
  } satisfies Fields<RiskLevelChange>,
  listenKeyExpired: listenKeyExpired(),
})
