/** What every door shows, whatever its sockets: the feed's types, the contracts, the error. */

export type { BreakerOptions } from '../core/breaker'
export type { BufferOptions, Overflow } from '../core/buffer'
export type { Channel, MarketEvent, Report, Suspicion, Validation } from '../core/channel'
export type { Clock, Fetch, Host, Stop } from '../core/clock'
export { type ErrorContext, FeedError, type FeedErrorCode, type FeedErrorOptions, isFeedError } from '../core/errors'
export type {
  Drift,
  FeedEvents,
  FeedState,
  FeedStats,
  Gap,
  Invalid,
  Item,
  Lagged,
  Ledger,
  LedgerGap,
  RequestStats,
  Rotated,
  SocketStats,
  StreamLedger,
  StreamStats,
  StreamStatus,
} from '../core/events'
export type { Hidden, RetryOptions, RotationOptions, Tuning } from '../core/options'
export type { History, Query } from '../core/query'
export type { Range, Sequence } from '../core/sequence'
export type { Socket, SocketEnd, SocketEvents, Transport } from '../core/transport'
export type { Address, Outcome, Reading, ReplyError, Variables, Venue, VenueLimits, VenueRequests } from '../core/venue'
export type { AskOptions, AskSignal } from '../runtime/requests'
export type { EventOf, Feed, FeedOptions, ItemOf, SubscribeOptions } from './feed'
export { type PerFrameOptions, perFrame } from './per-frame'
export type { Signal } from './signal'
export type { Subscription } from './subscription'
