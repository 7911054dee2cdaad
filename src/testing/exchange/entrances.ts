/** The ways in: which addresses there are, and who speaks behind each. */

import type { Keyed } from './accounts/user-session'
import { UserSession } from './accounts/user-session'
import { type Address, readAddress, type StreamAddress } from './address'
import { type Audience, contractAudience, type Floor, nobody, type Private } from './audience'
import type { Connection, ConnectionParts } from './connection'
import type { Desk } from './desk'
import { type FaultState, type HandshakeFault, rejection } from './faults'
import { inMicroseconds } from './microseconds'
import { type ResolvedOptions, scaledDeadlines } from './options'
import type { Marketplace, Visit } from './record'
import { RequestSession } from './request-session'
import { Session } from './session'

/** The head of a handshake. */
export interface Knock {
  /** Path and query, as they were sent. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Somebody let in. */
export interface Admission extends Visit {
  /** Weight that being let in costs. */
  readonly weight?: number
  /** Who speaks on the connection; in ms of exchange time. */
  open(openedAt: number): ConnectionParts
}

/** One way in: `undefined` for addresses that are not its own, or how such a handshake is refused. */
export type Entrance = (knock: Knock) => Admission | HandshakeFault | undefined

export interface EntranceHost {
  readonly root: Marketplace
  readonly state: FaultState
  readonly desk: Desk
  readonly accounts: ReadonlyMap<string, Keyed>
  optionsOf(market: Marketplace): ResolvedOptions
  floor(market: Marketplace): Floor<Connection>
  listenKeys(market: Exclude<Marketplace, 'spot'>): Private<Connection>
}

/** Streams of all markets, and the WebSocket API of spot. */
export function usualEntrance(host: EntranceHost): Entrance {
  return ({ target }) => {
    const address = readAddress(target, host.root)
    if (address === 400) return { status: 400, headers: {} }
    if (address === undefined) return undefined
    return address.kind === 'requests' ? requests(host, address) : streams(host, address)
  }
}

function pulseOf(host: EntranceHost, market: Marketplace) {
  const options = host.optionsOf(market)
  return { frameLimit: options.frameLimit, streamLimit: options.streamLimit, ...scaledDeadlines(options) }
}

function streams(host: EntranceHost, address: StreamAddress): Admission {
  const { market } = address
  const floor = host.floor(market)
  const audience = market === 'spot' ? floor.hub : contractAudience(address, floor, host.listenKeys(market))
  const rejects = (names: readonly string[]) => rejection(host.state, names)
  // Seen on spot: longer control messages are never answered; on USD-M they are.
  const frames = market === 'spot' ? {} : ({ dialect: 'contracts', frameBytes: Number.POSITIVE_INFINITY } as const)
  return {
    ...address,
    open: (openedAt) => ({
      audience,
      inMicroseconds: address.inMicroseconds,
      session: (wire) => new Session({ ...pulseOf(host, market), ...frames, ...address, openedAt, rejects }, wire),
    }),
  }
}

/** Streams of spot that somebody else plays. */
export function streamsBy(audience: Audience<Connection>, host: EntranceHost, address: StreamAddress): Admission {
  const rejects = (names: readonly string[]) => rejection(host.state, names)
  return {
    ...address,
    open: (openedAt) => ({
      audience,
      inMicroseconds: false,
      session: (wire) => new Session({ ...pulseOf(host, 'spot'), ...address, openedAt, rejects }, wire),
    }),
  }
}

function requests(host: EntranceHost, address: Address & { readonly kind: 'requests' }): Admission {
  const { accounts, desk } = host
  const timed = (text: string) => (address.inMicroseconds ? inMicroseconds(text) : text)
  return {
    kind: 'requests',
    market: 'spot',
    path: address.path,
    streams: [],
    // Binance spot, WebSocket API: opening a connection costs 2 weight.
    weight: 2,
    open: (openedAt) => ({
      audience: nobody,
      inMicroseconds: address.inMicroseconds,
      session: (wire) => {
        const user = new UserSession({ ...address, accounts, openedAt, data: (text) => wire.data(timed(text)) })
        return new RequestSession({ ...pulseOf(host, 'spot'), ...address, openedAt }, wire, desk, user)
      },
    }),
  }
}
