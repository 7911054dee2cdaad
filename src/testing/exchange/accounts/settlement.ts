/** How an account's orders meet the market: what they lock, what their trades move, what is reported of it. */

import { scaleFactor } from '../decimals'
import type { Instrument } from '../instrument'
import type { Market } from '../market'
import { assetsOf } from '../symbols'
import type { Trade } from '../trade'
import type { Balances } from './balances'
import { isOpen, type LiveOrder } from './order'
import type { Execution } from './spot-events'

/** A thousandth of what a trade brings. */
const commissionDivisor = 1_000n

type Report = (order: LiveOrder, execution: Omit<Execution, 'executionId'>) => void

export class Settlement {
  constructor(
    private readonly balances: Balances,
    readonly report: Report,
  ) {}

  /** Puts a new order into the market, if the account can pay for it. */
  enter(order: LiveOrder, market: Market): void {
    const { instrument, type, price, timeInForce } = order
    const at = market.now
    const side = sideOf(order)
    const reject = this.lock(order) ? undefined : 'INSUFFICIENT_BALANCES'
    const crosses = instrument.book.available(side, price) > 0
    if (reject !== undefined) return this.reject(order, reject, at)
    if (type === 'LIMIT_MAKER' && crosses) {
      this.unlock(order)
      return this.reject(order, 'WOULD_MATCH_IMMEDIATELY', at)
    }
    this.report(order, { type: 'NEW', at })
    if (type === 'MARKET' || timeInForce !== 'GTC') return this.atOnce(order, market)
    market.enter(instrument, { side, price, quantity: order.quantity, rests: true, owner: this.ownerOf(order, market) })
  }

  /** Matches an order that never rests; what is left of it expires. */
  atOnce(order: LiveOrder, market: Market): void {
    const { instrument, quantity, timeInForce, type } = order
    const limit = type === 'LIMIT' ? order.price : undefined
    const side = sideOf(order)
    const isWhole = instrument.book.available(side, limit) >= quantity
    if (timeInForce !== 'FOK' || isWhole) {
      const price = limit === undefined ? {} : { price: limit }
      market.enter(instrument, { side, ...price, quantity, rests: false, owner: this.ownerOf(order, market) })
    }
    if (!isOpen(order)) return
    const reason =
      type !== 'LIMIT'
        ? 'INSUFFICIENT_LIQUIDITY'
        : timeInForce === 'FOK'
          ? 'UNFILLED_FOK_ORDER_EXPIRED'
          : 'UNFILLED_IOC_QUANTITY_EXPIRED'
    this.expire(order, reason, market)
  }

  cancel(order: LiveOrder, market: Market, clientId: string): void {
    this.end(order, 'CANCELED', market)
    this.report(order, { type: 'CANCELED', at: market.now, clientId })
  }

  expire(order: LiveOrder, reason: string, market: Market): void {
    this.end(order, 'EXPIRED', market)
    this.report(order, { type: 'EXPIRED', at: market.now, reason })
  }

  reject(order: LiveOrder, reject: NonNullable<Execution['reject']>, at: number): void {
    order.status = 'REJECTED'
    this.report(order, { type: 'REJECTED', at, reject })
  }

  /** Locks what an order gives away; false when there is not enough. */
  lock(order: LiveOrder): boolean {
    const { instrument, side, quantity, price } = order
    const given = assetOf(order)
    const amount =
      side === 'SELL'
        ? baseAmount(instrument, quantity)
        : price > 0
          ? quoteAmount(instrument, price, quantity)
          : marketCost(instrument, quantity)
    if (this.balances.of(given).free < amount) return false
    this.balances.lock(given, amount)
    order.locked = amount
    return true
  }

  unlock(order: LiveOrder): void {
    this.balances.lock(assetOf(order), -order.locked)
    order.locked = 0n
  }

  private end(order: LiveOrder, status: 'CANCELED' | 'EXPIRED', market: Market): void {
    if (order.resting !== undefined) market.withdraw(order.instrument, order.resting)
    order.resting = undefined
    order.status = status
    this.unlock(order)
  }

  private ownerOf(order: LiveOrder, market: Market) {
    return {
      rested: (resting: NonNullable<LiveOrder['resting']>) => {
        order.resting = resting
      },
      filled: (trade: Trade, isMaker: boolean) => this.filled(order, trade, isMaker, market.now),
    }
  }

  private filled(order: LiveOrder, trade: Trade, isMaker: boolean, at: number): void {
    const { instrument, side } = order
    const { base, quote } = assetsOf(instrument.symbol)
    const value = quoteAmount(instrument, trade.price, trade.quantity)
    const bought = baseAmount(instrument, trade.quantity)
    order.executed += trade.quantity
    order.spent += value
    const isDone = order.executed === order.quantity
    order.status = isDone ? 'FILLED' : 'PARTIALLY_FILLED'
    if (isDone) order.resting = undefined
    const received = side === 'BUY' ? bought : value
    const commission = received / commissionDivisor
    this.pay(order, side === 'BUY' ? value : bought, trade)
    this.balances.add(side === 'BUY' ? base : quote, received - commission)
    if (isDone) this.unlock(order)
    const { id: tradeId, price, quantity } = trade
    const commissionAsset = side === 'BUY' ? base : quote
    const fill = { tradeId, price, quantity, value, commission, commissionAsset, isMaker }
    this.report(order, { type: 'TRADE', at, fill })
  }

  /** Takes the price of a fill from what is locked, and frees what was locked beyond it. */
  private pay(order: LiveOrder, amount: bigint, trade: Trade): void {
    const given = assetOf(order)
    const reserved =
      order.side === 'SELL' || order.price === 0 ? amount : quoteAmount(order.instrument, order.price, trade.quantity)
    const released = reserved < order.locked ? reserved : order.locked
    this.balances.lock(given, -released)
    order.locked -= released
    this.balances.add(given, -amount)
  }
}

/** The side of an order, as the book names it. */
export function sideOf({ side }: LiveOrder): 'buy' | 'sell' {
  return side === 'BUY' ? 'buy' : 'sell'
}

/** The asset an order gives away. */
function assetOf({ instrument, side }: LiveOrder): string {
  const { base, quote } = assetsOf(instrument.symbol)
  return side === 'BUY' ? quote : base
}

function baseAmount({ step }: Instrument, steps: number): bigint {
  return BigInt(steps) * scaleFactor(step)
}

function quoteAmount({ tick, step }: Instrument, ticks: number, steps: number): bigint {
  const { mantissa, decimals } = tick
  return BigInt(ticks) * BigInt(steps) * BigInt(mantissa * step.mantissa) * 10n ** BigInt(8 - decimals - step.decimals)
}

/** What buying so much at any price costs now. */
function marketCost(instrument: Instrument, quantity: number): bigint {
  let cost = 0n
  let left = quantity
  for (const level of instrument.book.asks) {
    const part = Math.min(left, level.quantity)
    cost += quoteAmount(instrument, level.price, part)
    left -= part
    if (left === 0) break
  }
  return cost
}
