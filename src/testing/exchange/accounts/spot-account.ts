/** One account on spot: balances, orders that trade in the simulated market, and the events both bring about. */

import type { Market } from '../market'
import { quantity as quantityText } from '../payloads'
import { assetsOf } from '../symbols'
import { amountOf, amountText, Balances } from './balances'
import { isOpen, type LiveOrder, type OrderRequest, type OrderState, readOrder } from './order'
import { type OcoRequest, OrderLists } from './order-lists'
import type { Outlet } from './outlet'
import { Settlement } from './settlement'
import {
  accountPositionText,
  balanceUpdateText,
  type Execution,
  executionReportText,
  externalLockText,
  terminatedText,
} from './spot-events'

/** A spot account, as a test moves it. */
export interface LocalAccount {
  readonly apiKey: string
  /**
   * Places an order in the simulated market, where others trade with it. What cannot be is told as the exchange does, by an
   * `executionReport` of `REJECTED`.
   * @throws RangeError for an unknown symbol, or a price or quantity that does not fit it
   */
  place(order: OrderRequest): OrderState
  /**
   * Places two orders of which one alone trades: a `LIMIT_MAKER`, and a `STOP_LOSS` that the last price sets off.
   * @throws RangeError as `place` does
   */
  placeOco(orders: OcoRequest): readonly OrderState[]
  /** Cancels an open order, or the list it belongs to; returns whether there was one. */
  cancel(orderId: string): boolean
  /** An order by its id, open or done. */
  order(orderId: string): OrderState | undefined
  readonly openOrders: readonly OrderState[]
  /** Free and locked, as decimals with eight places. */
  balance(asset: string): { readonly free: string; readonly locked: string }
  /** Pays in, or out with a minus: `balanceUpdate`, then `outboundAccountPosition`. `amount` is a decimal. */
  transfer(asset: string, amount: string): void
  /** Locks from outside, or frees with a minus: `externalLockUpdate`. `amount` is a decimal. */
  lock(asset: string, amount: string): void
  /** Sends an event of your own, an object or JSON text; returns how many subscriptions got it. */
  emit(event: object | string): number
  /** Ends its event streams with `eventStreamTerminated`; connections stay. Returns how many subscriptions it ended. */
  terminate(): number
  /** Takes its key away: the next request on a connection that knows it is answered 401, with no id. */
  revoke(): void
}

export interface AccountHost {
  /** The market as it stands; throws while a tape is played. */
  market(): Market
  /** The market, played up to now: not for use amid an order of its own. */
  played(): Market
  /** In ms. */
  now(): number
}

export interface AccountSettings {
  readonly apiKey: string
  readonly balances: Readonly<Record<string, string>>
  readonly firstOrderId: bigint
}

export class SpotAccount implements LocalAccount {
  readonly apiKey: string
  isRevoked = false
  readonly balances: Balances
  private readonly orders = new Map<string, LiveOrder>()
  private readonly lists: OrderLists
  private readonly settlement: Settlement
  private orderId: bigint
  private clientId = 0
  private executionId = 0

  constructor(
    { apiKey, balances, firstOrderId }: AccountSettings,
    private readonly host: AccountHost,
    readonly outlet: Outlet,
  ) {
    this.apiKey = apiKey
    this.orderId = firstOrderId
    this.balances = new Balances(balances)
    this.settlement = new Settlement(this.balances, (order, execution) => this.report(order, execution))
    this.lists = new OrderLists({
      settlement: this.settlement,
      outlet,
      register: (order) => this.register(order),
      ids: () => this.nextIds(),
      market: () => host.market(),
    })
  }

  place(request: OrderRequest): OrderState {
    const market = this.host.played()
    const instrument = instrumentOf(market, request.symbol)
    const { id, clientId } = this.nextIds(request.clientOrderId)
    const order = readOrder(request, instrument, { id, clientId, listId: -1, createdAt: market.now })
    this.register(order)
    this.settlement.enter(order, market)
    return stateOf(order)
  }

  placeOco(request: OcoRequest): readonly OrderState[] {
    return this.lists.place(request, instrumentOf(this.host.played(), request.symbol)).map(stateOf)
  }

  cancel(orderId: string): boolean {
    const market = this.host.played()
    const order = this.orders.get(orderId)
    if (order === undefined || !isOpen(order)) return false
    if (!this.lists.cancel(order, market)) this.settlement.cancel(order, market, this.nextIds().clientId)
    return true
  }

  order(orderId: string): OrderState | undefined {
    const order = this.orders.get(orderId)
    return order && stateOf(order)
  }

  get openOrders(): readonly OrderState[] {
    return [...this.orders.values()].filter(isOpen).map(stateOf)
  }

  balance(asset: string): { readonly free: string; readonly locked: string } {
    const { free, locked } = this.balances.of(asset)
    return { free: amountText(free), locked: amountText(locked) }
  }

  transfer(asset: string, amount: string): void {
    const delta = amountOf(amount)
    const at = this.now()
    this.balances.add(asset, delta)
    this.outlet.emit(balanceUpdateText(asset, delta, at), at)
    this.outlet.emit(accountPositionText(this.balances, [asset], at), at)
  }

  lock(asset: string, amount: string): void {
    const delta = amountOf(amount)
    const at = this.now()
    this.balances.lock(asset, delta)
    this.outlet.emit(externalLockText(asset, delta, at), at)
  }

  emit(event: object | string): number {
    return this.outlet.emit(typeof event === 'string' ? event : JSON.stringify(event), this.now())
  }

  terminate(): number {
    const at = this.now()
    return this.outlet.terminate(terminatedText(at), at)
  }

  revoke(): void {
    this.isRevoked = true
  }

  private now(): number {
    return Math.floor(this.host.now())
  }

  private register(order: LiveOrder): void {
    this.orders.set(String(order.id), order)
  }

  private nextIds(clientId?: string) {
    return { id: this.orderId++, clientId: clientId ?? `local-${++this.clientId}` }
  }

  private report(order: LiveOrder, execution: Omit<Execution, 'executionId'>): void {
    const { at } = execution
    this.outlet.emit(executionReportText(order, { ...execution, executionId: ++this.executionId }), at)
    // A refused order moved nothing.
    if (execution.type === 'REJECTED') return
    const { base, quote } = assetsOf(order.instrument.symbol)
    this.outlet.emit(accountPositionText(this.balances, [base, quote], at), at)
    this.lists.reported(order, at)
  }
}

function instrumentOf(market: Market, symbol: string) {
  const instrument = market.instruments.get(symbol)
  if (instrument === undefined) throw new RangeError(`place: there is no ${JSON.stringify(symbol)} here.`)
  return instrument
}

function stateOf(order: LiveOrder): OrderState {
  const { instrument, side, type, status } = order
  return {
    orderId: String(order.id),
    clientOrderId: order.clientId,
    symbol: instrument.symbol,
    side,
    type,
    status,
    quantity: quantityText(instrument, order.quantity),
    executedQuantity: quantityText(instrument, order.executed),
  }
}
