/** One symbol of the market: its book, trades and bars, and what one order does to all of them. */

import { BlockTrades } from './block-trades'
import { BookPast, type BookView, type Lag } from './book-past'
import { Candles } from './candles'
import { type Scale, scaleOf, stepsOf } from './decimals'
import { DepthBatch } from './depth'
import { Flow, type Taken } from './flow'
import type { Entry, InstrumentOptions } from './instrument-options'
import { minuteMs, secondMs } from './intervals'
import { type Level, type Order, OrderBook, type Owner } from './order-book'
import { heavy, type Random, seeded, seedOf } from './random'
import { lowerAscii, type MarketSymbol } from './symbols'
import { Ticker } from './ticker'
import { type AggTrade, Ledger, type Trade } from './trade'
import { Walk } from './walk'

/** Called with what an order brought about, after the book has settled. */
export interface Prints {
  trade(instrument: Instrument, trade: Trade): void
  aggTrade(instrument: Instrument, trade: AggTrade): void
  top(instrument: Instrument): void
}

/** Best prices and quantities; 0 where a side is empty. */
export interface Top {
  readonly bid: number
  readonly bidQuantity: number
  readonly ask: number
  readonly askQuantity: number
}

/** Value of a usual order, in the quote asset. */
const usualValue = 1_500

const usualSpeeds = [100, 1_000] as const

export class Instrument {
  readonly symbol: string
  /** The symbol as stream names carry it. */
  readonly lower: string
  readonly tick: Scale
  readonly step: Scale
  readonly book: OrderBook
  candles: Candles
  ticker: Ticker
  trades: Ledger<Trade>
  aggTrades: Ledger<AggTrade>
  /** By their speed. */
  batches: ReadonlyMap<number, DepthBatch>
  readonly flow: Flow
  readonly blocks: BlockTrades
  top: Top
  private readonly bookPast: BookPast
  /** When the order being played was due, in ms with a fraction. */
  private time: number
  private tradeId: number
  private aggId: number

  constructor(
    private readonly definition: MarketSymbol,
    private readonly options: InstrumentOptions,
  ) {
    this.symbol = definition.symbol
    this.lower = lowerAscii(definition.symbol)
    this.tick = scaleOf(definition.tickSize)
    this.step = scaleOf(definition.stepSize)
    if (this.tick.decimals + this.step.decimals > 8) {
      throw new RangeError(`${this.symbol}: tickSize and stepSize must not have more than 8 decimals together.`)
    }
    const random = seeded(seedOf(this.symbol, options.seed))
    const price = stepsOf(definition.price, this.tick)
    const typical =
      definition.usualSteps ??
      Math.max(1, Math.round(usualValue / Number(definition.price) / Number(definition.stepSize)))
    // A chance of its own: block trades leave the rest of the market as it is without them.
    this.blocks = new BlockTrades(
      seeded(seedOf(`${this.symbol} blocks`, options.seed)),
      typical,
      options.ordersPerSecond === 0,
    )
    // Far beyond 32 bits for updates, like the real ones: clients that truncate ids should fail here first.
    this.tradeId = 1_000_000_000 + Math.floor(random() * 4_000_000_000)
    this.aggId = Math.floor(this.tradeId * 0.7)
    const walk = options.walkOf?.(definition, price) ?? new Walk(price)
    const begin = options.startTime - options.historyMs
    this.candles = this.newCandles(begin, price, Math.max(begin, options.startTime - 15 * minuteMs))
    this.ticker = new Ticker(this.candles)
    this.trades = new Ledger(options.tradesKept)
    this.aggTrades = new Ledger(options.tradesKept)
    this.time = options.startTime
    this.past(begin, options.startTime, walk, random, typical)
    const touched = (side: 'buy' | 'sell', at: number, before: number) => {
      if (this.batches === undefined) return
      for (const batch of this.batches.values()) batch.changed(side, at)
      this.bookPast.changed(side, at, before, this.time)
    }
    const { stride } = options
    // A chance of its own, as for block trades.
    const striding = seeded(seedOf(`${this.symbol} ids`, options.seed))
    this.book = new OrderBook(
      20_000_000_000 + Math.floor(random() * 70_000_000_000),
      touched,
      stride && (() => stride(striding)),
    )
    this.flow = new Flow(this.book, walk, random, typical, options.startTime, options.ordersPerSecond)
    this.flow.seed()
    this.bookPast = new BookPast(this.book)
    this.batches = this.newBatches()
    this.top = topOf(this.book)
  }

  /** Plays the order that is due. */
  play(prints: Prints): void {
    this.time = this.flow.nextAt
    const taken = this.flow.play()
    if (taken !== undefined) this.settle(prints, taken)
    this.lookAtTop(prints)
  }

  /** Plays an order from outside the flow. */
  enter(prints: Prints, at: number, { side, price, quantity, rests, owner }: Entry): void {
    this.time = Math.max(this.time, at)
    const fills =
      rests && price !== undefined
        ? this.book.place(side, price, quantity, owner)
        : this.book.market(side, quantity, price)
    this.settle(prints, { side, fills }, owner)
    this.lookAtTop(prints)
  }

  /** Takes a resting order back. */
  withdraw(prints: Prints, at: number, order: Order): void {
    this.time = Math.max(this.time, at)
    this.book.cancel(order)
    this.lookAtTop(prints)
  }

  private settle(prints: Prints, { side, fills }: Taken, owner?: Owner): void {
    const time = Math.floor(this.time)
    const isBuyerMaker = side === 'sell'
    let agg: { price: number; quantity: number; firstId: number } | undefined
    for (const { price, quantity, maker } of fills) {
      if (agg !== undefined && agg.price !== price) this.aggregate(prints, agg, time, isBuyerMaker)
      if (agg?.price !== price) agg = { price, quantity: 0, firstId: this.tradeId + 1 }
      agg.quantity += quantity
      const trade = this.record(price, quantity, time, isBuyerMaker)
      prints.trade(this, trade)
      maker?.filled(trade, true)
      owner?.filled(trade, false)
    }
    if (agg !== undefined) this.aggregate(prints, agg, time, isBuyerMaker)
  }

  private lookAtTop(prints: Prints): void {
    const top = topOf(this.book)
    const last = this.top
    if (
      top.bid !== last.bid ||
      top.bidQuantity !== last.bidQuantity ||
      top.ask !== last.ask ||
      top.askQuantity !== last.askQuantity
    ) {
      this.top = top
      prints.top(this)
    }
  }

  /** A block trade near the price of now. */
  blockTrade(now: number): Trade {
    return this.blocks.next(now, this.candles.current('1m').close)
  }

  /** When its book or trades last changed, in ms. */
  get changedAt(): number {
    return Math.floor(this.time)
  }

  /** Uses up a trade id for something that is no trade of the market; bars know nothing of it. */
  skipTrade(now: number): Trade {
    const trade = { id: ++this.tradeId, price: 0, quantity: 0, time: Math.floor(now), isBuyerMaker: false }
    this.trades.push(trade)
    return trade
  }

  levels(side: 'bids' | 'asks', count: number): readonly Level[] {
    return this.book[side].slice(0, count)
  }

  /** The book as a snapshot shows it: now, or a moment ago. */
  view(lag: Lag | undefined, now: number): BookView {
    if (lag !== undefined) return this.bookPast.view(lag, now)
    return { updateId: this.book.updateId, levels: (side, count) => this.levels(side, count) }
  }

  /**
   * The wipe of a test environment: the next trade and aggregate trade are number 1, the book as it stands is update 1,
   * and there are no bars and trades from before. Resting orders, price and time go on.
   */
  resetIds(now: number): void {
    const price = this.candles.current('1m').close
    this.tradeId = 0
    this.aggId = 0
    this.blocks.reset()
    this.trades = new Ledger(this.options.tradesKept)
    this.aggTrades = new Ledger(this.options.tradesKept)
    this.candles = this.newCandles(now, price, Math.floor(now / secondMs) * secondMs)
    this.ticker = new Ticker(this.candles)
    this.book.updateId = 1
    this.bookPast.forget()
    this.batches = this.newBatches()
  }

  private newCandles(start: number, price: number, secondsFrom: number): Candles {
    const { worth } = this.options
    return new Candles(start, price, secondsFrom, worth && ((trade) => worth(this.definition, trade)))
  }

  private newBatches(): ReadonlyMap<number, DepthBatch> {
    return new Map((this.options.speeds ?? usualSpeeds).map((speed) => [speed, new DepthBatch(this.book)]))
  }

  private record(price: number, quantity: number, time: number, isBuyerMaker: boolean): Trade {
    const trade = { id: ++this.tradeId, price, quantity, time, isBuyerMaker }
    this.trades.push(trade)
    this.candles.add(trade)
    return trade
  }

  private aggregate(
    prints: Prints,
    agg: { readonly price: number; readonly quantity: number; readonly firstId: number },
    time: number,
    isBuyerMaker: boolean,
  ): void {
    const { price, quantity, firstId } = agg
    const trade = { id: ++this.aggId, price, quantity, firstId, lastId: this.tradeId, time, isBuyerMaker }
    this.aggTrades.push(trade)
    prints.aggTrade(this, trade)
  }

  /**
   * A coarse past, so that charts and tickers have something to show at once. Its last three hours are denser, and only
   * their trades are remembered one by one: keeping a day of them would triple the start-up.
   */
  private past(from: number, to: number, walk: Walk, random: Random, typical: number): void {
    const denseFrom = to - 180 * minuteMs
    let time = from
    for (;;) {
      const gap = (time >= denseFrom ? 5_000 : 25_000) * 2 * random()
      time += gap
      if (time >= to) break
      walk.step(gap, random, time)
      const price = Math.max(1, Math.round(walk.value))
      const quantity = 1 + Math.floor(4 * typical * heavy(random))
      const trade = { id: ++this.tradeId, price, quantity, time: Math.floor(time), isBuyerMaker: random() < 0.5 }
      this.candles.add(trade)
      this.aggId++
      if (time < denseFrom) continue
      this.trades.push(trade)
      this.aggTrades.push({ ...trade, id: this.aggId, firstId: trade.id, lastId: trade.id })
    }
    this.candles.roll(to)
  }
}

function topOf(book: OrderBook): Top {
  const bid = book.bids[0]
  const ask = book.asks[0]
  return {
    bid: bid?.price ?? 0,
    bidQuantity: bid?.quantity ?? 0,
    ask: ask?.price ?? 0,
    askQuantity: ask?.quantity ?? 0,
  }
}
