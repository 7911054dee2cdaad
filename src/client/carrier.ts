/** The contract between a feed and what carries its streams: connections of its own, or somebody elsewhere who has them. */
import type { Host } from '../core/clock'
import type { FeedError } from '../core/errors'
import type { FeedState, FeedStats } from '../core/events'
import type { Settings } from '../core/options'
import type { Venue } from '../core/venue'
import type { Requests } from '../runtime/requests'
import type { Reporter, Router, Switchboard } from '../runtime/router'

/** What a carrier works with. */
export interface CarrierParts {
  readonly venue: Venue
  readonly host: Host
  readonly settings: Settings
  readonly router: Router
  readonly reporter: Reporter
}

/** What the owner of a carrier acts on. */
export interface CarrierOwner {
  moved(to: FeedState): void
  /** These streams have nobody left to carry them. */
  failed(streams: ReadonlySet<string>, error: FeedError): void
  /** These were refused: the holds on them end, everything else goes on. */
  rejected(streams: readonly string[], error: FeedError): void
}

export interface Carrier extends Switchboard {
  readonly state: FeedState
  /** What only the carrier knows; it wins over what the feed counts. */
  readonly figures: Pick<FeedStats, 'sockets' | 'controlFrames' | 'breaker'> & Partial<FeedStats>
  /**
   * Brings what is carried in line with what is wanted.
   * @param isWished connects also without streams
   */
  open(isWished?: boolean): void
  reconnect(): void
  rotate(): Promise<void>
  close(): void
  /** Tries at once whatever waits. */
  hurry(): void
  /** What happens to the host: see `Host.onLife`. */
  live(what: 'away' | 'back' | 'awake'): void
  /** Who asks the exchange beside its streams. */
  requests(): Promise<Requests>
}

/** Makes a feed's carrier. It may tell its owner nothing before it is returned. */
export type Carry = (parts: CarrierParts, owner: CarrierOwner) => Carrier
