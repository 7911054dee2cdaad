/** The local exchange's SBE door: the same market in binary frames, under `/sbe`, for who brings a key. */

import { readAddress } from './address'
import type { Connection } from './connection'
import { type Entrance, type EntranceHost, streamsBy } from './entrances'
import { Hub } from './hub'
import type { Instrument } from './instrument'
import type { Market, MarketEvent } from './market'
import type { Log } from './record'
import { bestBidAskBytes, depthDiffBytes, depthSnapshotBytes, tradesBytes } from './sbe-messages'
import type { Trade } from './trade'

export interface SbeDoor {
  /** The way in; a handshake without a key is refused. */
  readonly entrance: Entrance
  /** Stops listening to the market. */
  stop(): void
}

const prefix = '/sbe/'

/** @param market none while a tape is played: then there is no such door */
export function createSbe(market: Market | undefined, log: Log, host: EntranceHost): SbeDoor {
  const wanted = new Set<string>()
  // Apart from the hub of JSON, for some streams have the same name.
  const hub = new Hub<Connection>(log.of('spot'), {
    wanted: (stream) => wanted.add(stream),
    unwanted: (stream) => wanted.delete(stream),
  })

  const send = (instrument: Instrument, kind: string, bytes: () => Uint8Array) => {
    const stream = `${instrument.lower}@${kind}`
    if (!wanted.has(stream)) return
    const frame = bytes()
    for (const connection of hub.audience(stream)) connection.write(frame)
  }

  /** Trades of one order, which go out together. */
  let pending: { readonly instrument: Instrument; readonly at: number; readonly trades: Trade[] } | undefined
  const flush = () => {
    const { instrument, at, trades } = pending ?? {}
    pending = undefined
    if (instrument) send(instrument, 'trade', () => tradesBytes(instrument, trades!, at!))
  }

  /** Update ids that were shown last: a book that did not change is not sent again. */
  const shown = new Map<Instrument, number>()
  const beat = (at: number) => {
    for (const instrument of market!.instruments.values()) {
      const { updateId } = instrument.book
      if (shown.get(instrument) === updateId) continue
      shown.set(instrument, updateId)
      send(instrument, 'depth20', () => depthSnapshotBytes(instrument, instrument.view(undefined, at), at))
    }
  }

  const stop = market?.listen((event: MarketEvent) => {
    if (event.kind === 'aggTrade') return
    if (event.kind === 'trade') {
      const { instrument, at, trade } = event
      if (pending?.instrument !== instrument || pending.trades[0]!.time !== trade.time) flush()
      pending ??= { instrument, at, trades: [] }
      pending.trades.push(trade)
      return
    }
    flush()
    if (event.kind === 'beat') return beat(event.at)
    const { instrument, at } = event
    if (event.kind === 'top') send(instrument, 'bestBidAsk', () => bestBidAskBytes(instrument, at))
    // The exchange's pace is 20 ms; this one's is that of its fastest book stream.
    if (event.kind === 'depth' && event.speedMs === 100)
      send(instrument, 'depth', () => depthDiffBytes(instrument, event.diff, at))
  })

  return {
    entrance({ target, headers }) {
      const address = market && target.startsWith(prefix) ? readAddress(target.slice(prefix.length - 1)) : undefined
      if (typeof address !== 'object' || address.kind !== 'streams') return undefined
      if (!headers['x-mbx-apikey']) return { status: 401, headers: {} }
      // Texts are never wrapped here, whatever the path.
      return streamsBy(hub, host, { ...address, path: prefix + address.path.slice(1), combined: false })
    },
    stop: () => stop?.(),
  }
}
