/** What happens to balances and positions of a futures account. Source: the exchange's "User Data Streams" of derivatives. */
import type { MarketEvent } from '../../../core/channel'
import { amount, bool, change, each, type Field, type Fields, id, maybe, type Table, whole, word } from '../fields'

/** A balance of a futures account. */
export interface FuturesBalance {
  /** Wire: `a`. */
  readonly asset: string
  /** In the wallet; a decimal. Wire: `wb`. */
  readonly walletBalance: string
  /** In the wallet but for isolated positions; a decimal. Wire: `cw`. */
  readonly crossWalletBalance: string
  /** Change, profit and fees left out; a decimal. Missing in old recordings. Wire: `bc`. */
  readonly balanceChange?: string | undefined
}

/** A position. */
export interface Position {
  /** Wire: `s`. */
  readonly symbol: string
  /** How much, negative when short; a decimal. Wire: `pa`. */
  readonly amount: string
  /** A decimal. Wire: `ep`. */
  readonly entryPrice: string
  /** A decimal. Wire: `bep`. */
  readonly breakEvenPrice?: string | undefined
  /** Realised so far, fees left out; a decimal. Wire: `cr`. */
  readonly realizedProfit: string
  /** A decimal. Wire: `up`. */
  readonly unrealizedProfit: string
  /** Asset of the margin, where it is told. Wire: `ma`. */
  readonly marginAsset?: string | undefined
  /** `cross` or `isolated`. Wire: `mt`. */
  readonly marginType: string
  /** A decimal. Wire: `iw`. */
  readonly isolatedWallet: string
  /** `BOTH`, `LONG` or `SHORT`. Wire: `ps`. */
  readonly positionSide: string
}

/** Balances or positions changed; of those that did not, nothing is said. */
export interface AccountUpdate extends MarketEvent {
  readonly type: 'accountUpdate'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Why: `ORDER`, `FUNDING_FEE`, `DEPOSIT`, … Wire: `a.m`. */
  readonly reason: string
  /** Wire: `a.B`. */
  readonly balances: readonly FuturesBalance[]
  /** The market of a funding fee of an isolated position. Wire: `a.S`. */
  readonly symbol?: string | undefined
  /** Empty for a funding fee of cross positions. Wire: `a.P`. */
  readonly positions: readonly Position[]
}

/** A position whose margin is running out. */
export interface EndangeredPosition {
  /** Wire: `s`. */
  readonly symbol: string
  /** `BOTH`, `LONG` or `SHORT`. Wire: `ps`. */
  readonly positionSide: string
  /** A decimal. Wire: `pa`. */
  readonly amount: string
  /** Wire: `mt`. */
  readonly marginType: string
  /** A decimal. Wire: `iw`. */
  readonly isolatedWallet: string
  /** A decimal. Wire: `mp`. */
  readonly markPrice: string
  /** A decimal. Wire: `up`. */
  readonly unrealizedProfit: string
  /** Margin it needs to live; a decimal. Wire: `mm`. */
  readonly maintenanceMargin: string
}

/** The margin is running out. */
export interface MarginCall extends MarketEvent {
  readonly type: 'marginCall'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** A decimal; of cross positions alone. Wire: `cw`. */
  readonly crossWalletBalance?: string | undefined
  /** Wire: `p`. */
  readonly positions: readonly EndangeredPosition[]
}

/** Leverage of a market, or the mode of the account, was changed. */
export interface AccountConfigUpdate extends MarketEvent {
  readonly type: 'accountConfigUpdate'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Market and its leverage; missing where the mode changed. Wire: `ac.s`, `ac.l`. */
  readonly symbol?: string | undefined
  readonly leverage?: number | undefined
  /** Whether several assets serve as margin; missing where leverage changed. Wire: `ai.j`. */
  readonly isMultiAssets?: boolean | undefined
}

/** A trading strategy began, ended or changed. */
export interface StrategyUpdate extends MarketEvent {
  readonly type: 'strategyUpdate'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** A string of digits. Wire: `su.si`. */
  readonly strategyId: string
  /** Wire: `su.st`. */
  readonly strategyType: string
  /** Wire: `su.ss`. */
  readonly strategyStatus: string
  /** Wire: `su.s`. */
  readonly symbol: string
  /** Unix ms. Wire: `su.ut`. */
  readonly updateTime: number
  /** Code of what was done. Wire: `su.c`. */
  readonly opCode: number
}

/** A grid made or lost something. */
export interface GridUpdate extends MarketEvent {
  readonly type: 'gridUpdate'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When it happened, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** A string of digits. Wire: `gu.si`. */
  readonly strategyId: string
  /** Wire: `gu.st`. */
  readonly strategyType: string
  /** Wire: `gu.ss`. */
  readonly strategyStatus: string
  /** Wire: `gu.s`. */
  readonly symbol: string
  /** Realised; a decimal. Wire: `gu.r`. */
  readonly realizedProfit: string
  /** Of what is unmatched: average price, quantity, fee; decimals. Wire: `gu.up`, `gu.uq`, `gu.uf`. */
  readonly unmatchedAveragePrice: string
  readonly unmatchedQuantity: string
  readonly unmatchedFee: string
  /** Profit of what is matched; a decimal. Wire: `gu.mp`. */
  readonly matchedProfit: string
  /** Unix ms. Wire: `gu.ut`. */
  readonly updateTime: number
}

/** The key of the stream expired: the feed fetches another and connects anew, and tells the gap. The key itself is not shown. */
export interface ListenKeyExpired extends MarketEvent {
  readonly type: 'listenKeyExpired'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
}

/** By the exchange's name of the event. */
export const futuresAccountTables = (): Readonly<Record<string, Table>> => ({
  ACCOUNT_UPDATE: {
    eventTime: whole('E'),
    transactionTime: whole('T'),
    reason: word('a.m'),
    symbol: maybe(word('a.S')),
    balances: each<FuturesBalance>('a.B', {
      asset: word('a'),
      walletBalance: change('wb'),
      crossWalletBalance: change('cw'),
      balanceChange: maybe(change('bc')),
    }),
    positions: each<Position>('a.P', {
      symbol: word('s'),
      amount: change('pa'),
      entryPrice: amount('ep'),
      breakEvenPrice: maybe(change('bep')),
      realizedProfit: change('cr'),
      unrealizedProfit: change('up'),
      marginAsset: maybe(word('ma')),
      marginType: word('mt'),
      isolatedWallet: change('iw'),
      positionSide: word('ps'),
    }),
  } satisfies Fields<AccountUpdate>,
  MARGIN_CALL: {
    eventTime: whole('E'),
    crossWalletBalance: maybe(change('cw')),
    positions: each<EndangeredPosition>('p', {
      symbol: word('s'),
      positionSide: word('ps'),
      amount: change('pa'),
      marginType: word('mt'),
      isolatedWallet: change('iw'),
      markPrice: amount('mp'),
      unrealizedProfit: change('up'),
      maintenanceMargin: amount('mm'),
    }),
  } satisfies Fields<MarginCall>,
  ACCOUNT_CONFIG_UPDATE: {
    eventTime: whole('E'),
    transactionTime: whole('T'),
    symbol: maybe(word('ac.s')),
    leverage: maybe(whole('ac.l')),
    isMultiAssets: maybe(bool('ai.j')),
  } satisfies Fields<AccountConfigUpdate>,
  STRATEGY_UPDATE: {
    eventTime: whole('E'),
    transactionTime: whole('T'),
    strategyId: id('su.si'),
    strategyType: word('su.st'),
    strategyStatus: word('su.ss'),
    symbol: word('su.s'),
    updateTime: whole('su.ut'),
    opCode: whole('su.c'),
  } satisfies Fields<StrategyUpdate>,
  GRID_UPDATE: {
    eventTime: whole('E'),
    transactionTime: whole('T'),
    strategyId: id('gu.si'),
    strategyType: word('gu.st'),
    strategyStatus: word('gu.ss'),
    symbol: word('gu.s'),
    realizedProfit: change('gu.r'),
    unmatchedAveragePrice: change('gu.up'),
    unmatchedQuantity: change('gu.uq'),
    unmatchedFee: change('gu.uf'),
    matchedProfit: change('gu.mp'),
    updateTime: whole('gu.ut'),
  } satisfies Fields<GridUpdate>,
  listenKeyExpired: listenKeyExpired(),
})

/** Options write its time in quotes. */
export const listenKeyExpired = (): Fields<ListenKeyExpired> => ({ eventTime: timeOrText('E') })

const timeOrText = (key: string): Field<number> => {
  const { read } = whole(key)
  return { key, read: (value, path) => read(typeof value === 'string' ? Number(value) : value, path) }
}
