/** What is traded beside spot: contracts on the price of an index, in dollars, in coins, and the right to buy or sell. */

import type { MarketSymbol } from '../symbols'

export type DerivativeMarket = 'usdm' | 'coinm' | 'options'

export type ContractType = 'PERPETUAL' | 'CURRENT_QUARTER' | 'TRADIFI_PERPETUAL'

export interface Contract extends MarketSymbol {
  readonly market: DerivativeMarket
  /** Index it follows. */
  readonly index: string
  /** Underlying pair, as payloads name it. */
  readonly pair: string
  readonly type: ContractType
  /** When it is settled, in ms; perpetual ones in the year 2100. */
  readonly deliveryAt: number
  /** Price over that of the index. */
  readonly basis: number
  /** Worth of one contract in dollars, where quantities are contracts. @default quantities are coins */
  readonly size?: number
  readonly option?: OptionTerms
}

export interface OptionTerms {
  readonly strike: number
  readonly side: 'CALL' | 'PUT'
  /** The day of its end, as names carry it: `yymmdd`. */
  readonly expiry: string
}

/** An index and where its price begins. */
export interface IndexDefinition {
  readonly name: string
  readonly price: string
}

export const indices: readonly IndexDefinition[] = [
  { name: 'BTCUSDT', price: '91240.00' },
  { name: 'ETHUSDT', price: '3121.00' },
  { name: 'SOLUSDT', price: '142.60' },
  { name: 'XAUUSDT', price: '4105.00' },
  { name: '币安人生USDT', price: '0.3120' },
]

const never = Date.UTC(2100, 11, 25, 8)
const dayMs = 86_400_000

/** Margined in dollars: perpetual, one that ends with the quarter, one on gold, one whose name is beyond ASCII. */
export function usdmContracts(now: number): readonly Contract[] {
  const btc = { index: 'BTCUSDT', pair: 'BTCUSDT', price: '91240.00', tickSize: '0.10', stepSize: '0.001' }
  const perpetual = { market: 'usdm', type: 'PERPETUAL', deliveryAt: never, basis: 1.0001 } as const
  const quarter = quarterEnd(now)
  return [
    { ...perpetual, ...btc, symbol: 'BTCUSDT' },
    { ...perpetual, ...ofIndex('ETHUSDT', '3121.00', '0.01', '0.001') },
    { ...perpetual, ...ofIndex('SOLUSDT', '142.6000', '0.0100', '0.01') },
    { ...perpetual, ...ofIndex('XAUUSDT', '4105.00', '0.01', '0.001'), type: 'TRADIFI_PERPETUAL' },
    { ...perpetual, ...ofIndex('币安人生USDT', '0.31200', '0.00010', '1') },
    { ...perpetual, ...btc, ...endingAt(quarter), symbol: `BTCUSDT_${dayName(quarter)}` },
  ]
}

function ofIndex(name: string, price: string, tickSize: string, stepSize: string) {
  return { symbol: name, pair: name, index: name, price, tickSize, stepSize }
}

/** Margined in the coin itself: quantities are contracts, of 100 dollars for bitcoin and 10 for the others. */
export function coinmContracts(now: number): readonly Contract[] {
  const perpetual = { market: 'coinm', type: 'PERPETUAL', deliveryAt: never, basis: 1.00005, stepSize: '1' } as const
  const btc = { index: 'BTCUSDT', pair: 'BTCUSD', price: '91240.0', tickSize: '0.1', size: 100, usualSteps: 40 }
  const eth = { index: 'ETHUSDT', pair: 'ETHUSD', price: '3121.00', tickSize: '0.01', size: 10, usualSteps: 150 }
  const quarter = quarterEnd(now)
  return [
    { ...perpetual, ...btc, symbol: 'BTCUSD_PERP' },
    { ...perpetual, ...eth, symbol: 'ETHUSD_PERP' },
    { ...perpetual, ...btc, ...endingAt(quarter), symbol: `BTCUSD_${dayName(quarter)}` },
  ]
}

/** Calls and puts around the price, of two ends. */
export function optionContracts(now: number): readonly Contract[] {
  const ends = [optionEnd(now + dayMs), quarterEnd(now + dayMs)]
  return [...new Set(ends)].flatMap((end) => [
    ...[85_000, 90_000, 95_000, 100_000].flatMap((strike) => both('BTC', 'BTCUSDT', strike, end, '5.000', '0.01', 30)),
    ...[3_000, 3_200].flatMap((strike) => both('ETH', 'ETHUSDT', strike, end, '0.100', '0.1', 60)),
  ])
}

function both(
  coin: string,
  index: string,
  strike: number,
  end: number,
  tickSize: string,
  stepSize: string,
  usualSteps: number,
): readonly Contract[] {
  return (['CALL', 'PUT'] as const).map((side) => {
    const expiry = dayName(end)
    return {
      market: 'options',
      symbol: `${coin}-${expiry}-${strike}-${side[0]}`,
      index,
      pair: index,
      type: 'CURRENT_QUARTER',
      deliveryAt: end,
      basis: 1,
      price: tickSize,
      tickSize,
      stepSize,
      usualSteps,
      option: { strike, side, expiry },
    }
  })
}

function endingAt(end: number) {
  return { type: 'CURRENT_QUARTER', deliveryAt: end, basis: 1.004 } as const
}

/** The last Friday of a quarter, 08:00 UTC: the first one after `now`. */
function quarterEnd(now: number): number {
  const date = new Date(now)
  for (let quarter = Math.floor(date.getUTCMonth() / 3); ; quarter++) {
    const lastDay = Date.UTC(date.getUTCFullYear(), quarter * 3 + 3, 0, 8)
    const end = lastDay - ((new Date(lastDay).getUTCDay() + 2) % 7) * dayMs
    if (end > now) return end
  }
}

/** The next Friday, 08:00 UTC. */
function optionEnd(now: number): number {
  const morning = Math.floor(now / dayMs) * dayMs + 8 * 3_600_000
  const friday = morning + ((12 - new Date(morning).getUTCDay()) % 7) * dayMs
  return friday > now ? friday : friday + 7 * dayMs
}

/** A day as names carry it: `yymmdd`. */
export function dayName(time: number): string {
  return new Date(time).toISOString().slice(2, 10).replaceAll('-', '')
}
