/** One order of an account: what was asked for, and how far it has come. */

import { stepsOf } from '../decimals'
import type { Instrument } from '../instrument'
import type { Order } from '../order-book'

export type OrderType = 'LIMIT' | 'LIMIT_MAKER' | 'MARKET' | 'STOP_LOSS'
export type TimeInForce = 'GTC' | 'IOC' | 'FOK'
export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'REJECTED' | 'EXPIRED'

/** An order as a test places it. */
export interface OrderRequest {
  /** Upper-case, such as `BTCUSDT`. */
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  /** @default 'LIMIT' with a price, 'MARKET' without */
  readonly type?: Exclude<OrderType, 'STOP_LOSS'>
  /** Decimal, a multiple of the symbol's step. */
  readonly quantity: string
  /** Decimal, a multiple of the symbol's tick; not for market orders. */
  readonly price?: string
  /** @default 'GTC' */
  readonly timeInForce?: TimeInForce
  /** @default made up, `local-1` and so on */
  readonly clientOrderId?: string
}

/** How an order stands. */
export interface OrderState {
  /** Decimal digits: it may be beyond 2^53. */
  readonly orderId: string
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly type: OrderType
  readonly status: OrderStatus
  readonly quantity: string
  readonly executedQuantity: string
}

/** Prices in ticks, quantities in steps, values in 10⁻⁸ of the quote asset, times in ms. */
export interface LiveOrder {
  readonly id: bigint
  readonly clientId: string
  readonly instrument: Instrument
  readonly side: 'BUY' | 'SELL'
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly price: number
  readonly stopPrice: number
  readonly quantity: number
  readonly listId: number
  readonly createdAt: number
  status: OrderStatus
  executed: number
  /** Value of what was executed. */
  spent: bigint
  /** What is locked for it, in 10⁻⁸ of the asset it gives away. */
  locked: bigint
  /** Its place in the book. */
  resting: Order | undefined
}

/** Whether it can still trade. */
export function isOpen({ status }: LiveOrder): boolean {
  return status === 'NEW' || status === 'PARTIALLY_FILLED'
}

/**
 * An order that was asked for, not placed yet.
 * @throws RangeError when quantity or price fit neither the symbol nor each other
 */
export function readOrder(
  request: OrderRequest,
  instrument: Instrument,
  given: Pick<LiveOrder, 'id' | 'clientId' | 'listId' | 'createdAt'>,
): LiveOrder {
  const { side, timeInForce = 'GTC', price } = request
  const type = request.type ?? (price === undefined ? 'MARKET' : 'LIMIT')
  if ((type === 'MARKET') !== (price === undefined)) {
    throw new RangeError(`place: a ${type} order ${type === 'MARKET' ? 'has no' : 'needs a'} price.`)
  }
  const quantity = stepsOf(request.quantity, instrument.step)
  const ticks = price === undefined ? 0 : stepsOf(price, instrument.tick)
  if (quantity <= 0 || (price !== undefined && ticks <= 0)) {
    throw new RangeError('place: quantity and price must be above zero.')
  }
  return liveOrder({ ...given, instrument, side, type, timeInForce, price: ticks, stopPrice: 0, quantity })
}

export function liveOrder(fixed: Omit<LiveOrder, 'status' | 'executed' | 'spent' | 'locked' | 'resting'>): LiveOrder {
  return { ...fixed, status: 'NEW', executed: 0, spent: 0n, locked: 0n, resting: undefined }
}
