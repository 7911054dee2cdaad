/** Streams that are about no contract: composite indices, assets, trading sessions. */

import type { IndexPrice } from './index-price'
import { fineText } from './texts'

type Indices = ReadonlyMap<string, IndexPrice>

/** An index of several coins: how much of each. */
const basket = [
  { base: 'ETH', index: 'ETHUSDT', weight: 0.2 },
  { base: 'SOL', index: 'SOLUSDT', weight: 1.5 },
]

export const compositeSymbol = 'DEFIUSDT'

export function compositeIndexText(indices: Indices, at: number): string {
  const parts = basket.map((part) => {
    const price = indices.get(part.index)!.price
    return { ...part, price, value: price * part.weight }
  })
  const total = parts.reduce((sum, { value }) => sum + value, 0)
  const rows = parts.map(
    ({ base, weight, price, value }) =>
      `{"b":"${base}","q":"USDT","w":"${weight.toFixed(8)}","W":"${(value / total).toFixed(8)}","i":"${fineText(price)}"}`,
  )
  return `{"e":"compositeIndex","E":${at},"s":"${compositeSymbol}","p":"${fineText(total)}","C":"baseAsset","c":[${rows.join(',')}]}`
}

/** Assets that serve as margin, by the index that prices them. */
export const assets: ReadonlyMap<string, string> = new Map([
  ['BTCUSD', 'BTCUSDT'],
  ['ETHUSD', 'ETHUSDT'],
  ['SOLUSD', 'SOLUSDT'],
])

export function assetIndexText(asset: string, { price }: IndexPrice, at: number): string {
  const times = (factor: number) => fineText(price * factor)
  return `{"e":"assetIndexUpdate","E":${at},"s":"${asset}","i":"${fineText(price)}","b":"0.10000000","a":"0.10000000","B":"${times(0.9)}","A":"${times(1.1)}","q":"0.05000000","g":"0.05000000","Q":"${times(0.95)}","G":"${times(1.05)}"}`
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Markets of stocks and goods: when they open and close, in hours of UTC. */
const places = [
  { event: 'EquityUpdate', from: 14.5, to: 21 },
  { event: 'CommodityUpdate', from: 0, to: 22 },
  { event: 'KR_EquityUpdate', from: 0, to: 6.5 },
  { event: 'HK_EquityUpdate', from: 1.5, to: 8 },
]

/** One message a market. */
export function tradingSessionTexts(at: number): readonly string[] {
  const day = Math.floor(at / dayMs) * dayMs
  const weekday = new Date(day).getUTCDay()
  return places.map(({ event, from, to }) => {
    const opens = day + from * hourMs
    const closes = day + to * hourMs
    const isOpen = weekday >= 1 && weekday <= 5 && at >= opens && at < closes
    const [start, end] = isOpen ? [opens, closes] : at < opens ? [closes - dayMs, opens] : [closes, opens + dayMs]
    return `{"e":"${event}","E":${at},"t":${start},"T":${end},"S":"${isOpen ? 'REGULAR' : 'NO_TRADING'}"}`
  })
}
