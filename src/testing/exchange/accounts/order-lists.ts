/** Pairs of orders of which one alone trades (OCO): a limit order, and a stop order that the last price sets off. */

import { stepsOf } from '../decimals'
import type { Instrument } from '../instrument'
import type { Market } from '../market'
import { isOpen, type LiveOrder, liveOrder } from './order'
import type { Outlet } from './outlet'
import type { Settlement } from './settlement'
import { listStatusText } from './spot-events'

/** Two orders of which one trades, as a test places them. */
export interface OcoRequest {
  /** Upper-case, such as `BTCUSDT`. */
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  /** Decimal, of both orders. */
  readonly quantity: string
  /** Of the limit order: above the market to sell, below it to buy. */
  readonly price: string
  /** Last price that sets the other order off: below the market to sell, above it to buy. */
  readonly stopPrice: string
}

export interface ListsHost {
  readonly settlement: Settlement
  readonly outlet: Outlet
  register(order: LiveOrder): void
  ids(): { readonly id: bigint; readonly clientId: string }
  market(): Market
}

interface List {
  readonly id: number
  readonly clientId: string
  readonly limit: LiveOrder
  readonly stop: LiveOrder
  isDone: boolean
}

export class OrderLists {
  private readonly lists = new Map<number, List>()
  private lastId = 0
  private stopListening: (() => void) | undefined

  constructor(private readonly host: ListsHost) {}

  place(request: OcoRequest, instrument: Instrument): readonly LiveOrder[] {
    const { settlement, outlet } = this.host
    const market = this.host.market()
    const at = market.now
    const listId = ++this.lastId
    const quantity = stepsOf(request.quantity, instrument.step)
    const price = stepsOf(request.price, instrument.tick)
    const stopPrice = stepsOf(request.stopPrice, instrument.tick)
    const common = { instrument, side: request.side, timeInForce: 'GTC', quantity, listId, createdAt: at } as const
    const stop = liveOrder({ ...common, ...this.host.ids(), type: 'STOP_LOSS', price: 0, stopPrice })
    const limit = liveOrder({ ...common, ...this.host.ids(), type: 'LIMIT_MAKER', price, stopPrice: 0 })
    for (const order of [stop, limit]) this.host.register(order)
    if (isSetOff(stop)) {
      settlement.reject(stop, 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY', at)
      settlement.reject(limit, 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY', at)
      return [stop, limit]
    }
    const list: List = { id: listId, clientId: this.host.ids().clientId, limit, stop, isDone: false }
    this.lists.set(listId, list)
    outlet.emit(listStatusText({ ...list, status: 'EXEC_STARTED', orders: [stop, limit] }, at), at)
    settlement.report(stop, { type: 'NEW', at })
    settlement.enter(limit, market)
    if (limit.status === 'REJECTED') settlement.expire(stop, 'REJECTED', market)
    this.listen()
    return [stop, limit]
  }

  /** Cancels both orders of a list; false when the order belongs to none. */
  cancel({ listId }: LiveOrder, market: Market): boolean {
    const list = this.lists.get(listId)
    if (list === undefined) return false
    const { clientId } = this.host.ids()
    for (const order of [list.stop, list.limit]) {
      if (isOpen(order)) this.host.settlement.cancel(order, market, clientId)
    }
    return true
  }

  /** Something was reported of an order: the other one of its list may be over by that, and then the list. */
  reported(order: LiveOrder, at: number): void {
    const list = this.lists.get(order.listId)
    if (list === undefined) return
    const { limit, stop } = list
    const { settlement, outlet } = this.host
    if (order === limit && limit.executed > 0 && isOpen(stop))
      settlement.expire(stop, 'OCO_TRIGGER', this.host.market())
    if (list.isDone || isOpen(limit) || isOpen(stop)) return
    list.isDone = true
    this.lists.delete(list.id)
    outlet.emit(listStatusText({ ...list, status: 'ALL_DONE', orders: [stop, limit] }, at), at)
  }

  // Between the orders of the market, not amid one: so stops are looked at on its beat.
  private listen(): void {
    if (this.stopListening !== undefined) return
    const market = this.host.market()
    this.stopListening = market.listen((event) => {
      if (event.kind === 'beat') for (const list of [...this.lists.values()]) this.look(list, market)
      if (this.lists.size > 0) return
      this.stopListening?.()
      this.stopListening = undefined
    })
  }

  private look({ stop, limit }: List, market: Market): void {
    if (!isOpen(stop) || !isSetOff(stop)) return
    const { settlement } = this.host
    if (isOpen(limit)) settlement.expire(limit, 'OCO_TRIGGER', market)
    if (settlement.lock(stop)) settlement.atOnce(stop, market)
    else settlement.expire(stop, 'INSUFFICIENT_LIQUIDITY', market)
  }
}

/** Whether the last price has come to where a stop order waits for it. */
function isSetOff({ instrument, side, stopPrice }: LiveOrder): boolean {
  const last = instrument.candles.current('1s').close
  return side === 'SELL' ? last <= stopPrice : last >= stopPrice
}
