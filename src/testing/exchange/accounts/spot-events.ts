/** The JSON texts of spot's user events, keys in Binance's order. */

import { price as priceText, quantity as quantityText } from '../payloads'
import { amountText, type Balances } from './balances'
import type { LiveOrder } from './order'

export interface Execution {
  readonly type: 'NEW' | 'CANCELED' | 'REJECTED' | 'TRADE' | 'EXPIRED'
  readonly at: number
  readonly executionId: number
  /** Client id of a cancel, in place of the order's own. */
  readonly clientId?: string
  readonly reject?: 'INSUFFICIENT_BALANCES' | 'WOULD_MATCH_IMMEDIATELY' | 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY'
  /** Why it expired. */
  readonly reason?: string
  readonly fill?: Fill
}

/** Price in ticks, quantity in steps, value and commission in 10⁻⁸. */
export interface Fill {
  readonly tradeId: number
  readonly price: number
  readonly quantity: number
  readonly value: bigint
  readonly commission: bigint
  readonly commissionAsset: string
  readonly isMaker: boolean
}

export function executionReportText(order: LiveOrder, execution: Execution): string {
  const { instrument, clientId } = order
  const { type, at, executionId, reject = 'NONE', reason, fill } = execution
  const price = (ticks: number) => priceText(instrument, ticks)
  const quantity = (steps: number) => quantityText(instrument, steps)
  const isResting = order.resting !== undefined
  const cancelled = execution.clientId === undefined ? '' : clientId
  const working = isResting ? `"W":${order.createdAt},` : ''
  const expiry = reason === undefined ? '' : `,"eR":"${reason}"`
  return `{"e":"executionReport","E":${at},"s":"${instrument.symbol}","c":${JSON.stringify(execution.clientId ?? clientId)},"S":"${order.side}","o":"${order.type}","f":"${order.timeInForce}","q":"${quantity(order.quantity)}","p":"${price(order.price)}","P":"${price(order.stopPrice)}","F":"0.00000000","g":${order.listId},"C":${JSON.stringify(cancelled)},"x":"${type}","X":"${order.status}","r":"${reject}","i":${order.id},"l":"${quantity(fill?.quantity ?? 0)}","z":"${quantity(order.executed)}","L":"${price(fill?.price ?? 0)}","n":"${amountText(fill?.commission ?? 0n)}","N":${fill === undefined ? 'null' : `"${fill.commissionAsset}"`},"T":${at},"t":${fill?.tradeId ?? -1},"I":${executionId},"w":${isResting},"m":${fill?.isMaker ?? false},"M":false,"O":${order.createdAt},"Z":"${amountText(order.spent)}","Y":"${amountText(fill?.value ?? 0n)}","Q":"0.00000000",${working}"V":"NONE"${expiry}}`
}

export function accountPositionText(balances: Balances, assets: Iterable<string>, at: number): string {
  const rows = [...assets].map((asset) => {
    const { free, locked } = balances.of(asset)
    return `{"a":"${asset}","f":"${amountText(free)}","l":"${amountText(locked)}"}`
  })
  return `{"e":"outboundAccountPosition","E":${at},"u":${at},"B":[${rows.join(',')}]}`
}

export function balanceUpdateText(asset: string, delta: bigint, at: number): string {
  return `{"e":"balanceUpdate","E":${at},"a":"${asset}","d":"${amountText(delta)}","T":${at}}`
}

export function externalLockText(asset: string, delta: bigint, at: number): string {
  return `{"e":"externalLockUpdate","E":${at},"a":"${asset}","d":"${amountText(delta)}","T":${at}}`
}

export function terminatedText(at: number): string {
  return `{"e":"eventStreamTerminated","E":${at}}`
}

/** An order list as its events tell it. */
export interface ListStatus {
  readonly id: number
  readonly clientId: string
  readonly status: 'EXEC_STARTED' | 'ALL_DONE'
  readonly orders: readonly LiveOrder[]
}

export function listStatusText({ id, clientId, status, orders }: ListStatus, at: number): string {
  const symbol = orders[0]!.instrument.symbol
  const rows = orders.map((order) => `{"s":"${symbol}","i":${order.id},"c":${JSON.stringify(order.clientId)}}`)
  const orderStatus = status === 'ALL_DONE' ? 'ALL_DONE' : 'EXECUTING'
  return `{"e":"listStatus","E":${at},"s":"${symbol}","g":${id},"c":"OCO","l":"${status}","L":"${orderStatus}","r":"NONE","C":${JSON.stringify(clientId)},"T":${at},"O":[${rows.join(',')}]}`
}
