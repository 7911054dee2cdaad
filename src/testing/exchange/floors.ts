/** The markets as connections meet them: who is subscribed to what on each, over one clock. */

import type { Floor } from './audience'
import { Houses } from './derivatives/houses'
import { optionSymbolText } from './derivatives/option-texts'
import { createDerivativeStreams } from './derivatives/streams'
import { contractInfoText } from './derivatives/texts'
import { Hub, type Listener } from './hub'
import type { LocalContracts } from './local-exchange'
import { createMarket, type Market } from './market'
import type { ResolvedOptions } from './options'
import type { Log, Marketplace } from './record'
import { createStreams, type Streams } from './streams'

const everywhere: readonly Marketplace[] = ['spot', 'usdm', 'coinm', 'options']

interface Place<L extends Listener> extends Floor<L> {
  readonly hub: Hub<L>
  readonly streams: Streams | undefined
}

export interface FloorOptions {
  readonly options: ResolvedOptions
  /** In ms since 1970. */
  readonly startTime: number
  readonly log: Log
  now(): number
  /** A frame of no stream, for everybody. */
  notice(frame: string): void
}

export class Floors<L extends Listener> {
  /** Spot's engine; none while a tape is played. */
  readonly market: Market | undefined
  /** Those of contracts; none while a tape is played. */
  readonly houses: Houses | undefined
  private readonly places: ReadonlyMap<Marketplace, Place<L>>

  constructor(private readonly given: FloorOptions) {
    const { options, startTime, now } = given
    const { tape, symbols, seed, ordersPerSecond, historyMs, tradesKept } = options
    const settings = { seed, ordersPerSecond, historyMs, tradesKept }
    if (tape === undefined) {
      this.market = createMarket({ ...settings, startTime, ...(symbols !== undefined && { symbols }) })
      this.houses = new Houses(settings, now)
    }
    this.places = new Map(everywhere.map((market) => [market, this.open(market)]))
    // The market in front is there from the start, the others from when they are asked for.
    if (options.market !== 'spot') this.houses?.of(options.market)
  }

  of(market: Marketplace): Place<L> {
    return this.places.get(market)!
  }

  hubs(): readonly Hub<L>[] {
    return [...this.places.values()].map(({ hub }) => hub)
  }

  /** Everybody on a stream of this name, on whatever market. */
  audience(stream: string): readonly L[] {
    return this.hubs().flatMap((hub) => [...hub.audience(stream)])
  }

  contracts(market: Exclude<Marketplace, 'spot'>): LocalContracts {
    const { houses } = this
    if (houses === undefined) throw new Error('There are no contracts while a tape is played.')
    const house = houses.of(market)
    const listingOf = (symbol: string) => {
      for (const listing of house.listings.values()) if (listing.symbol === symbol) return listing
      throw new RangeError(`There is no ${JSON.stringify(symbol)} on ${market}.`)
    }
    return {
      symbols: [...house.listings.values()].map(({ symbol }) => symbol),
      announce: (symbol) => {
        const listing = listingOf(symbol)
        const at = Math.floor(this.given.now())
        if (market === 'options')
          for (const hub of this.hubs()) hub.publish('!optionSymbol', optionSymbolText(listing, at))
        else for (const hub of this.hubs()) hub.publish('!contractInfo', contractInfoText(listing, at))
      },
      liquidate: (symbol, side) => {
        house.market.advance(this.given.now())
        house.liquidate(listingOf(symbol), side)
      },
    }
  }

  /** Brings everything up to `now`, in ms. */
  advance(now: number): void {
    this.market?.advance(now)
    this.houses?.advance(now)
    this.given.options.tape?.advance(now, {
      wrapped: (stream, payload, frame) => {
        for (const hub of this.hubs()) hub.publish(stream, payload, frame)
      },
      unwrapped: (frame) => this.given.notice(frame),
    })
  }

  resetIds(): void {
    this.market?.resetIds()
    this.houses?.resetIds()
  }

  stop(): void {
    for (const { streams } of this.places.values()) streams?.stop()
  }

  private open(market: Marketplace): Place<L> {
    const { options, log } = this.given
    const publish = (stream: string, payload: string) => hub.publish(stream, payload)
    const routed = market !== 'spot' && this.houses ? createDerivativeStreams(market, this.houses, publish) : undefined
    const streams = routed ?? (this.market && createStreams(this.market, publish))
    const hub: Hub<L> = new Hub<L>(log.of(market), {
      wanted: (stream) => {
        streams?.want(stream)
        options.tape?.subscribed(stream)
      },
      unwanted: (stream) => streams?.drop(stream),
    })
    // A tape says nothing of where its streams ran.
    return { hub, streams, roadOf: (stream) => (routed === undefined ? 'any' : routed.routeOf(stream)) }
  }
}
