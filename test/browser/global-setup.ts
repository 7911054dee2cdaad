/** The real peers of the browser tests: they run in Node, their addresses are handed to the pages. */
import type { TestProject } from 'vitest/node'
import { peerPlaces as places } from '../../src/testing/conformance'
import { createLocalExchange } from '../../src/testing/exchange/server'
import { startPeer } from '../transports/peer'

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses of the peer by place. */
    places: Readonly<Record<string, string>>
    exchange: string
    control: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const peer = await startPeer()
  const exchange = await createLocalExchange({ tickMs: 10 })
  project.provide('places', Object.fromEntries(places.map((place) => [place, peer.url(place)])))
  project.provide('exchange', exchange.url)
  project.provide('control', exchange.restUrl)
  return async () => {
    await peer.close()
    await exchange.close()
  }
}
