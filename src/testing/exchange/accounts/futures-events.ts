/** The JSON texts of the user events of futures and options, keys in Binance's order. */

import type { Listing } from '../derivatives/listing'
import { amountText } from './balances'
import type { LiveOrder } from './order'
import { assetOf, entryPrice, type Position, unrealised } from './positions'

export interface FuturesExecution {
  readonly type: 'NEW' | 'CANCELED' | 'TRADE' | 'EXPIRED'
  readonly at: number
  readonly fill?: FuturesFill
}

/** Price in ticks, quantity in steps, amounts in 10⁻⁸. */
export interface FuturesFill {
  readonly tradeId: number
  readonly price: number
  readonly quantity: number
  readonly commission: bigint
  readonly profit: bigint
  readonly isMaker: boolean
}

/** COIN-M names the account. */
const alias = '"i":"local",'

export function orderTradeUpdateText(listing: Listing, order: LiveOrder, execution: FuturesExecution): string {
  const { market } = listing.contract
  const { type, at, fill } = execution
  const price = (ticks: number) => (ticks === 0 ? '0' : listing.price(ticks))
  const average = order.executed === 0 ? '0' : listing.price(Math.round(Number(order.spent) / order.executed))
  const isOption = market === 'options'
  // Options tell a fee as what it takes.
  const paid = isOption ? -(fill?.commission ?? 0n) : (fill?.commission ?? 0n)
  const fee = fill === undefined ? '' : `"N":"${assetOf(listing)}","n":"${amountText(paid)}",`
  const margin = market === 'coinm' ? `"ma":"${assetOf(listing)}",` : ''
  const head = `"s":"${order.instrument.symbol}","c":${JSON.stringify(order.clientId)},"S":"${order.side}","o":"${order.type}","f":"${order.timeInForce}","q":"${listing.quantity(order.quantity)}","p":"${price(order.price)}","ap":"${average}"`
  const middle = `"x":"${type}","X":"${order.status}","i":${order.id},"l":"${listing.quantity(fill?.quantity ?? 0)}","z":"${listing.quantity(order.executed)}","L":"${price(fill?.price ?? 0)}",${margin}${fee}"T":${at},"t":${fill?.tradeId ?? 0},"b":"0","a":"0","m":${fill?.isMaker ?? false},"R":false`
  const profit = `"rp":"${amountText(fill?.profit ?? 0n)}","V":"NONE"`
  if (isOption) {
    return `{"e":"ORDER_TRADE_UPDATE","T":${at},"E":${at},"o":{${head},${middle},"ot":"${order.type}",${profit}}}`
  }
  const top = `"e":"ORDER_TRADE_UPDATE","E":${at},"T":${at},${market === 'coinm' ? alias : ''}`
  return `{${top}"o":{${head},"sp":"0",${middle},"wt":"CONTRACT_PRICE","ot":"${order.type}","ps":"BOTH","cp":false,"pP":false,"si":0,"ss":0,${profit},"pm":"NONE","gtd":0,"er":"0"}}`
}

export function tradeLiteText(listing: Listing, order: LiveOrder, fill: FuturesFill, at: number): string {
  return `{"e":"TRADE_LITE","E":${at},"T":${at},"s":"${listing.symbol}","q":"${listing.quantity(order.quantity)}","p":"${order.price === 0 ? '0' : listing.price(order.price)}","m":${fill.isMaker},"c":${JSON.stringify(order.clientId)},"S":"${order.side}","L":"${listing.price(fill.price)}","l":"${listing.quantity(fill.quantity)}","t":${fill.tradeId},"i":${order.id}}`
}

/** A wallet that changed, and by how much beside profits and fees. */
export interface WalletChange {
  readonly asset: string
  readonly wallet: bigint
  readonly change: bigint
}

export function accountUpdateText(
  market: 'usdm' | 'coinm',
  reason: string,
  wallets: readonly WalletChange[],
  positions: readonly Position[],
  at: number,
): string {
  const rows = wallets.map(({ asset, wallet, change }) => {
    const amount = amountText(wallet)
    return `{"a":"${asset}","wb":"${amount}","cw":"${amount}","bc":"${amountText(change)}"}`
  })
  const held = positions.map((position) => {
    const { listing, amount, realised } = position
    const entry = entryPrice(position)
    const price = entry === 0 ? '0' : entry.toFixed(8)
    return `{"s":"${listing.symbol}","pa":"${listing.quantity(amount)}","ep":"${price}","bep":"${price}","cr":"${amountText(realised)}","up":"${amountText(unrealised(position))}","mt":"cross","iw":"0","ps":"BOTH"}`
  })
  const head = `"e":"ACCOUNT_UPDATE","E":${at},"T":${at},${market === 'coinm' ? alias : ''}`
  return `{${head}"a":{"m":"${reason}","B":[${rows.join(',')}],"P":[${held.join(',')}]}}`
}

export function balancePositionText(
  reason: string,
  wallets: readonly WalletChange[],
  positions: readonly Position[],
  at: number,
): string {
  const rows = wallets.map(
    ({ asset, wallet, change }) => `{"a":"${asset}","b":"${amountText(wallet)}","bc":"${amountText(change)}"}`,
  )
  const held = positions.map((position) => {
    const { listing, amount, cost } = position
    return `{"s":"${listing.symbol}","c":"${listing.quantity(amount)}","p":"${amountText(cost)}","a":"${entryPrice(position).toFixed(8)}"}`
  })
  return `{"e":"BALANCE_POSITION_UPDATE","T":${at},"E":${at},"m":"${reason}","B":[${rows.join(',')}],"P":[${held.join(',')}]}`
}

export function marginCallText(
  market: 'usdm' | 'coinm',
  wallet: bigint,
  positions: readonly Position[],
  at: number,
): string {
  const rows = positions.map((position) => {
    const { listing, amount } = position
    const maintenance = (position.cost * 4n) / 1_000n
    return `{"s":"${listing.symbol}","ps":"BOTH","pa":"${listing.quantity(amount)}","mt":"CROSSED","iw":"0","mp":"${(listing.mark / 1e8).toFixed(8)}","up":"${amountText(unrealised(position))}","mm":"${amountText(maintenance)}"}`
  })
  const head = `"e":"MARGIN_CALL","E":${at},${market === 'coinm' ? alias : ''}`
  return `{${head}"cw":"${amountText(wallet)}","p":[${rows.join(',')}]}`
}

/** `change` is JSON text of `ac` or `ai`. */
export function accountConfigText(market: 'usdm' | 'coinm', change: string, at: number): string {
  return `{"e":"ACCOUNT_CONFIG_UPDATE","E":${at},"T":${at},${market === 'coinm' ? alias : ''}${change}}`
}

/** In options the time is a text. */
export function listenKeyExpiredText(market: 'usdm' | 'coinm' | 'options', key: string, at: number): string {
  return `{"e":"listenKeyExpired","E":${market === 'options' ? `"${at}"` : at},"listenKey":"${key}"}`
}
