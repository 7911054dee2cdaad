/** What goes wrong in a soak: each fault by its name, how it begins, and how it ends. */

import { isCounted } from './judge.mjs'

/** @type {Readonly<Record<string, { begin(world: any): unknown, end?(world: any): unknown }>>} */
export const faults = {
  cut: { begin: ({ proxy }) => proxy.cut() },
  'cut one': { begin: ({ exchange }) => exchange.faults.cutOne(0) },
  'reset in mid-frame': { begin: ({ proxy }) => proxy.resetInFrame() },
  refused: {
    async begin({ proxy }) {
      await proxy.refuse()
      proxy.cut()
    },
    end: ({ proxy }) => proxy.listen(),
  },
  'accepted and dropped': {
    begin({ proxy }) {
      proxy.drop(true)
      proxy.cut()
    },
    end: ({ proxy }) => proxy.drop(false),
  },
  'black hole': {
    begin(world) {
      world.blackened += world.proxy.blackHole()
    },
  },
  // No more than frames may be bunched together by it without the exchange counting too many in a second.
  delayed: { begin: ({ proxy }) => proxy.delay(200), end: ({ proxy }) => proxy.delay(0) },
  throttled: { begin: ({ proxy }) => proxy.throttle(40_000), end: ({ proxy }) => proxy.throttle(undefined) },
  'in small pieces': { begin: ({ proxy }) => proxy.split(16), end: ({ proxy }) => proxy.split(undefined) },
  'server shutdown': { begin: ({ exchange }) => exchange.faults.shutdown(1_500) },
  'ping flood': { begin: ({ exchange }) => exchange.faults.ping(20) },
  'a line lags': {
    begin: ({ exchange }) => exchange.faults.lag(0, 500),
    end: ({ exchange }) => exchange.faults.lag(0, 0),
  },
  'events lost by the exchange': {
    begin({ exchange, streams }) {
      for (const stream of streams.filter(isCounted)) exchange.faults.hold(stream, 2)
    },
  },
  'events sent twice': {
    begin({ exchange, streams }) {
      for (const stream of streams.filter(isCounted)) exchange.faults.duplicate(stream, 3)
    },
  },
  'acks lost': {
    begin({ exchange, client }) {
      exchange.faults.acks('lost')
      client('churn')
    },
    end: ({ exchange }) => exchange.faults.acks('normal'),
  },
  'handshake 503': {
    begin({ exchange, proxy }) {
      exchange.faults.refuse(503)
      proxy.cut()
    },
    end: ({ exchange }) => exchange.faults.refuse(undefined),
  },
  'handshake 429': {
    begin({ exchange, proxy }) {
      exchange.faults.refuse(429, { 'retry-after': '1' })
      proxy.cut()
    },
    end: ({ exchange }) => exchange.faults.refuse(undefined),
  },
  'REST 503': {
    begin({ exchange, proxy }) {
      exchange.faults.rest({ status: 503 })
      proxy.cut()
    },
    end: ({ exchange }) => exchange.faults.rest(undefined),
  },
  'snapshots lag': {
    begin({ exchange, client }) {
      exchange.faults.laggingSnapshots({ ms: 1_500 })
      client('resync')
    },
    end: ({ exchange }) => exchange.faults.laggingSnapshots(undefined),
  },
  garbage: {
    begin({ exchange }) {
      for (const frame of ['{"stream":"btcusdt@trade","data":{"e":"tr', '[]', new Uint8Array([1, 2, 3])])
        exchange.faults.send(frame)
    },
  },
  'the user rotates': { begin: ({ client }) => client('rotate') },
  'the user reconnects': { begin: ({ client }) => client('reconnect') },
}
