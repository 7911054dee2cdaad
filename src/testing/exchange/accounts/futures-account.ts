/** One account on futures or options: orders that trade in the simulated market, positions, and the events of both. */

import type { House } from '../derivatives/house'
import type { Listing } from '../derivatives/listing'
import type { Order } from '../order-book'
import type { Trade } from '../trade'
import { amountOf, amountText } from './balances'
import {
  accountConfigText,
  accountUpdateText,
  balancePositionText,
  type FuturesExecution,
  marginCallText,
  orderTradeUpdateText,
  tradeLiteText,
} from './futures-events'
import { isOpen, type LiveOrder, type OrderRequest, type OrderState, readOrder } from './order'
import type { Outlet } from './outlet'
import { assetOf, entryPrice, type Position, Positions, worth } from './positions'
import { sideOf } from './settlement'

/** A futures or options account, as a test moves it. */
export interface LocalFuturesAccount {
  readonly apiKey: string
  /**
   * Places an order in the simulated market, where others trade with it.
   * @throws RangeError for an unknown contract, or a price or quantity that does not fit it
   */
  place(order: OrderRequest): OrderState
  /** Cancels an open order; returns whether there was one. */
  cancel(orderId: string): boolean
  /** An order by its id, open or done. */
  order(orderId: string): OrderState | undefined
  readonly openOrders: readonly OrderState[]
  /** Amount as a decimal, below zero when sold; entry price as a number. */
  position(symbol: string): { readonly amount: string; readonly entryPrice: number }
  /** A wallet's balance, as a decimal with eight places. */
  wallet(asset: string): string
  /** Pays in, or out with a minus. `amount` is a decimal. */
  transfer(asset: string, amount: string): void
  /** Takes or gives a thousandth of each position of an asset: `ACCOUNT_UPDATE` of `FUNDING_FEE`. */
  fund(asset: string): void
  /** Warns of its positions: `MARGIN_CALL`. */
  marginCall(): void
  /** `ACCOUNT_CONFIG_UPDATE`, of one contract or of all. */
  configure(change: { readonly symbol: string; readonly leverage: number } | { readonly multiAssets: boolean }): void
  /** Sends an event of your own, an object or JSON text; returns how many connections got it. */
  emit(event: object | string): number
  /** Its listen key, while it has one. */
  readonly listenKey: string | undefined
  /** Connections that hear it. */
  readonly listeners: number
  /**
   * Lets its listen key run out now: with `listenKeyExpired`, or silently. Connections stay open and hear nothing more.
   * Returns whether there was one.
   */
  expireListenKey(options?: { readonly silently?: boolean }): boolean
}

export interface FuturesHost {
  house(): House
  /** The same, played up to now. */
  played(): House
  now(): number
  readonly keys: {
    keyOf(apiKey: string): string | undefined
    listeners(apiKey: string): number
    expire(apiKey: string, now: number, isSilent: boolean): boolean
  }
}

type Market = 'usdm' | 'coinm' | 'options'

/** Shares of a trade's worth. */
const fees = { maker: 5_000n, taker: 2_000n }

export class FuturesAccount implements LocalFuturesAccount {
  private readonly orders = new Map<string, { readonly order: LiveOrder; readonly listing: Listing }>()
  private readonly positions: Positions
  private orderId: bigint
  private clientId = 0

  constructor(
    readonly apiKey: string,
    private readonly market: Market,
    firstOrderId: bigint,
    wallets: Readonly<Record<string, string>>,
    private readonly host: FuturesHost,
    readonly outlet: Outlet,
  ) {
    this.orderId = firstOrderId
    this.positions = new Positions(wallets)
  }

  place(request: OrderRequest): OrderState {
    const house = this.host.played()
    const listing = this.listing(request.symbol, house)
    const { instrument } = listing
    const { market } = house
    const id = this.orderId++
    const clientId = request.clientOrderId ?? `local-${++this.clientId}`
    const order = readOrder(request, instrument, { id, clientId, listId: -1, createdAt: market.now })
    this.orders.set(String(id), { order, listing })
    this.report(order, listing, { type: 'NEW', at: market.now })
    const { price, quantity, timeInForce, type } = order
    const side = sideOf(order)
    const limit = type === 'MARKET' ? {} : { price }
    const rests = type !== 'MARKET' && timeInForce === 'GTC'
    const isRefused =
      (timeInForce === 'FOK' && instrument.book.available(side, limit.price) < quantity) ||
      (type === 'LIMIT_MAKER' && instrument.book.available(side, price) > 0)
    if (!isRefused) {
      const owner = {
        rested: (resting: Order) => {
          order.resting = resting
        },
        filled: (trade: Trade, isMaker: boolean) => this.filled(order, listing, trade, isMaker, market.now),
      }
      market.enter(instrument, { side, ...limit, quantity, rests, owner })
    }
    if (isRefused || (!rests && isOpen(order))) {
      order.status = 'EXPIRED'
      this.report(order, listing, { type: 'EXPIRED', at: market.now })
    }
    return stateOf(order, listing)
  }

  cancel(orderId: string): boolean {
    const { market } = this.host.played()
    const found = this.orders.get(orderId)
    if (found === undefined || !isOpen(found.order)) return false
    const { order, listing } = found
    if (order.resting !== undefined) market.withdraw(order.instrument, order.resting)
    order.resting = undefined
    order.status = 'CANCELED'
    this.report(order, listing, { type: 'CANCELED', at: market.now })
    return true
  }

  order(orderId: string): OrderState | undefined {
    const found = this.orders.get(orderId)
    return found && stateOf(found.order, found.listing)
  }

  get openOrders(): readonly OrderState[] {
    return [...this.orders.values()]
      .filter(({ order }) => isOpen(order))
      .map(({ order, listing }) => stateOf(order, listing))
  }

  position(symbol: string) {
    const listing = this.listing(symbol, this.host.house())
    const position = this.positions.of(listing)
    return { amount: listing.quantity(position.amount), entryPrice: entryPrice(position) }
  }

  wallet(asset: string): string {
    return amountText(this.positions.wallet(asset))
  }

  transfer(asset: string, amount: string): void {
    const change = amountOf(amount)
    this.positions.pay(asset, change)
    this.tellAccount(change < 0n ? 'WITHDRAW' : 'DEPOSIT', asset, change, [])
  }

  fund(asset: string): void {
    const held = this.positions.open().filter(({ listing }) => assetOf(listing) === asset)
    const change = held.reduce((sum, { cost, amount }) => sum + (amount > 0 ? -cost : cost) / 1_000n, 0n)
    this.positions.pay(asset, change)
    // Wire: with cross positions `P` is empty.
    this.tellAccount('FUNDING_FEE', asset, change, [])
  }

  marginCall(): void {
    const at = this.now()
    const held = this.positions.open()
    const asset = held[0] === undefined ? 'USDT' : assetOf(held[0].listing)
    if (this.market === 'options') throw new RangeError('marginCall: options have no such event.')
    this.outlet.emit(marginCallText(this.market, this.positions.wallet(asset), held, at), at)
  }

  configure(change: { readonly symbol: string; readonly leverage: number } | { readonly multiAssets: boolean }): void {
    if (this.market === 'options') throw new RangeError('configure: options have no such event.')
    const text =
      'symbol' in change
        ? `"ac":{"s":"${this.listing(change.symbol, this.host.house()).symbol}","l":${change.leverage}}`
        : `"ai":{"j":${change.multiAssets}}`
    this.outlet.emit(accountConfigText(this.market, text, this.now()), this.now())
  }

  emit(event: object | string): number {
    return this.outlet.emit(typeof event === 'string' ? event : JSON.stringify(event), this.now())
  }

  get listenKey(): string | undefined {
    return this.host.keys.keyOf(this.apiKey)
  }

  get listeners(): number {
    return this.host.keys.listeners(this.apiKey)
  }

  expireListenKey({ silently = false }: { readonly silently?: boolean } = {}): boolean {
    return this.host.keys.expire(this.apiKey, this.host.now(), silently)
  }

  private now(): number {
    return Math.floor(this.host.now())
  }

  private listing(symbol: string, house: House): Listing {
    for (const listing of house.listings.values()) if (listing.symbol === symbol) return listing
    throw new RangeError(`There is no ${JSON.stringify(symbol)} on ${this.market}.`)
  }

  private filled(order: LiveOrder, listing: Listing, trade: Trade, isMaker: boolean, at: number): void {
    order.executed += trade.quantity
    // Only its average is told: ticks × steps will do.
    order.spent += BigInt(trade.price) * BigInt(trade.quantity)
    const isDone = order.executed === order.quantity
    order.status = isDone ? 'FILLED' : 'PARTIALLY_FILLED'
    if (isDone) order.resting = undefined
    const steps = order.side === 'BUY' ? trade.quantity : -trade.quantity
    const commission = worth(listing, trade.quantity, trade.price) / (isMaker ? fees.maker : fees.taker)
    const profit = this.positions.trade(listing, steps, trade.price)
    const asset = assetOf(listing)
    this.positions.pay(asset, -commission)
    const { id: tradeId, price, quantity } = trade
    const fill = { tradeId, price, quantity, commission, profit, isMaker }
    if (this.market === 'usdm') this.outlet.emit(tradeLiteText(listing, order, fill, at), at)
    this.tellAccount('ORDER', asset, 0n, [this.positions.of(listing)], at)
    this.report(order, listing, { type: 'TRADE', at, fill })
  }

  private tellAccount(reason: string, asset: string, change: bigint, held: readonly Position[], at = this.now()): void {
    const wallets = [{ asset, wallet: this.positions.wallet(asset), change }]
    const text =
      this.market === 'options'
        ? balancePositionText(reason, wallets, held, at)
        : accountUpdateText(this.market, reason, wallets, held, at)
    this.outlet.emit(text, at)
  }

  private report(order: LiveOrder, listing: Listing, execution: FuturesExecution): void {
    this.outlet.emit(orderTradeUpdateText(listing, order, execution), execution.at)
  }
}

function stateOf({ id, clientId, side, type, status, quantity, executed }: LiveOrder, listing: Listing): OrderState {
  return {
    orderId: String(id),
    clientOrderId: clientId,
    symbol: listing.symbol,
    side,
    type,
    status,
    quantity: listing.quantity(quantity),
    executedQuantity: listing.quantity(executed),
  }
}
