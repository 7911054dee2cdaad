/** The contract of a channel: one stream of an exchange with its name, its decoder and its rules. */
import type { History } from './query'
import type { Sequence } from './sequence'

/** What every event has, whatever exchange it comes from. */
export interface MarketEvent {
  /** Kind of the event; discriminates the union of all events. */
  readonly type: string
  /** When the frame arrived here, Unix ms by the local clock. */
  readonly receiveTime: number
  /** Only on events that were missed and fetched afterwards. */
  readonly backfilled?: true
}

/** `always` checks each event against its schema; `never` trusts the exchange and only maps. */
export type Validation = 'always' | 'never'

/** What a channel tells of payloads that are not as the exchange wrote them when it was made. Their events are well-formed all the same. */
export interface Report {
  /** A member that it does not know: its path, and the payload it stands in. */
  foreign(path: string, payload: string): void
  /** Another shape than the usual one, so that the payload had to be parsed; only of channels that know a usual one. */
  slow(): void
}

/** A stream that can be subscribed: a value, so that a bundle holds only the channels it names. */
export interface Channel<E extends MarketEvent = MarketEvent> {
  /** The `type` of its events; of a stream that brings several kinds, a name for all of them. */
  readonly type: string
  /** Name of the stream on the wire. */
  readonly stream: string
  /** The family of markets it is of; a venue of another refuses it. Undefined fits any. */
  readonly family?: string
  /** Which of the venue's back ends serves it; streams of different ones never share a connection. @default '' */
  readonly route?: string
  /** The symbol as the exchange writes it in events; '' for streams of many symbols. */
  readonly symbol: string
  /**
   * How long the stream may stay silent after it was subscribed before that is reported, in ms;
   * proper to its kind, for the exchange acknowledges names that do not exist.
   */
  readonly silenceMs: number
  /**
   * Whether its readers count on it as soon as it is carried: a loss before the first event is told too, before that event.
   * @default false: a stream begins with its first event
   */
  readonly countsFromCarried?: boolean
  /** Whether it always speaks within that time while all is well, also in a market where nothing happens. @default false */
  readonly isSteady?: boolean
  /**
   * The event in a payload.
   * @param payload JSON text of the event, without any wrapper
   * @param receiveTime Unix ms
   * @param report told of what is unusual
   * @throws FeedError INVALID_MESSAGE naming path and reason
   */
  decode(payload: string, receiveTime: number, validation: Validation, report?: Report): E
  /**
   * The events in a binary frame, oldest first: all of them, or an error. Only of channels whose venue has `readBinary`.
   * @param frame whole; its bytes are lent, see `SocketEvents.binary`
   * @param receiveTime Unix ms
   * @throws FeedError INVALID_MESSAGE naming path and reason
   */
  decodeBinary?(frame: Uint8Array, receiveTime: number, validation: Validation): readonly E[]
  /** What is odd about a well-formed event: a reason, or undefined. Such an event is delivered all the same. */
  suspect?(event: E): Suspicion | undefined
  /** How its events follow one another, where that can be told. */
  readonly sequence?: Sequence<E>
  /** How events that were missed are asked for, where the exchange keeps them; loaded when it is needed. */
  history?(): Promise<History<E>>
}

/** A breach of a rule that has known exceptions. */
export interface Suspicion {
  readonly path: string
  readonly reason: string
}
