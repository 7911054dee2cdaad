/** The door for tests: a clock moved by hand, sockets played by the test, and the local exchange on a real port. */

export { type Harness, type PeerPlace, peerPlaces, type TransportCase, transportCases } from './testing/conformance'
export type { OrderRequest, OrderState } from './testing/exchange/accounts/order'
export type { OcoRequest } from './testing/exchange/accounts/order-lists'
export type { UserEvent } from './testing/exchange/accounts/outlet'
export type { LocalAccount } from './testing/exchange/accounts/spot-account'
export type { AccountOptions } from './testing/exchange/options'
export { seeded } from './testing/exchange/random'
export { createLocalExchange, type LocalExchange, type LocalExchangeOptions } from './testing/exchange/server'
export { createTape, type Tape, type TapeOptions } from './testing/exchange/tape'
export { FakeSocket, FakeTransport } from './testing/fake-transport'
export { ManualClock, type ManualHost, manualHost, settled } from './testing/manual-clock'
