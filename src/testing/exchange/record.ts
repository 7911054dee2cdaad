/** What the local exchange saw and sent, kept for assertions. */

import type { UserEvent } from './accounts/outlet'
import type { HubLog } from './hub'
import { inMicroseconds } from './microseconds'
import { type WeightOptions, type WeightRecord, Weights } from './weight'

export interface ClientFrame {
  /** When it was read, in ms of exchange time with a fraction; never goes back. */
  readonly at: number
  readonly kind: 'text' | 'ping' | 'pong'
  /** The text of a text frame, the payload of a ping or pong. */
  readonly text?: string
}

/** The markets of the exchange. */
export type Marketplace = 'spot' | 'usdm' | 'coinm' | 'options'

/** What a socket is for, told by its address. */
export type Door = 'streams' | 'requests'

export interface ConnectionRecord {
  /** Counts up from 1. */
  readonly id: number
  /** What it was opened for: market streams, or requests of the WebSocket API. */
  readonly kind: Door
  readonly market: Marketplace
  /** Path of the handshake without its query, as it was sent. */
  readonly path: string
  /** Streams named in the URL, percent-decoded. */
  readonly streamsInUrl: readonly string[]
  /** When the handshake was answered, in ms of exchange time. */
  readonly openedAt: number
  readonly closedAt?: number
  /** The code of whoever closed first; 1006 when it ended without a close frame. */
  readonly closeCode?: number
  readonly closeReason?: string
  /** Whether it was cut because it read too slowly. */
  readonly slowReader: boolean
  /** Frames of the client, oldest first; the newest `recordLimit` of them. Close frames are not counted. */
  readonly frames: readonly ClientFrame[]
}

export interface Refusal {
  /** In ms of exchange time. */
  readonly at: number
  /** The HTTP status the handshake was answered with. */
  readonly status: number
}

export interface RequestRecord {
  /** In ms of exchange time, with a fraction. */
  readonly at: number
  readonly via: 'rest' | 'socket'
  /** Path of a REST request, such as `/api/v3/depth`, with its verb where that is not GET; method of a request on a socket, as it was sent. */
  readonly target: string
  readonly params: Readonly<Record<string, string>>
  readonly weight: number
  /** What it was answered with, as HTTP status. */
  readonly status: number
}

export interface ExchangeRecord {
  /** Every connection ever accepted, oldest first. */
  readonly connections: readonly ConnectionRecord[]
  /** Handshakes that were answered with an HTTP status. */
  readonly refusals: readonly Refusal[]
  /** Times of all handshakes, answered, refused or left hanging, in ms of exchange time. */
  readonly attempts: readonly number[]
  /** Requests of REST and of sockets, oldest first; the newest `recordLimit` of them. */
  readonly requests: readonly RequestRecord[]
  /** The request weight that REST and the sockets of the WebSocket API of spot used together. */
  readonly weight: WeightRecord
  /** The same of a market; USD-M and COIN-M share theirs. */
  weightOf(market: Marketplace): WeightRecord
  /** The largest number of client frames one stream connection sent in any rolling second. */
  worstSecond(): number
  /**
   * Payloads produced for `stream` while somebody was subscribed, as bare texts; the newest `recordLimit`. With `unit` as a
   * connection with `timeUnit=MICROSECOND` got them. Default: the market of `options.market`.
   */
  sent(stream: string, market?: Marketplace, unit?: 'MILLISECOND' | 'MICROSECOND'): readonly string[]
  /** Payloads of `stream` that `faults.hold` lost on the way; they are in `sent` as well. Those sent twice are there once. */
  swallowed(stream: string, market?: Marketplace): readonly string[]
  /** Events of an account, oldest first, whether somebody listened or not; the newest `recordLimit`. */
  userEvents(apiKey: string, market?: Marketplace): readonly UserEvent[]
}

/** What a handshake asked for. */
export interface Visit {
  readonly kind: Door
  readonly market: Marketplace
  readonly path: string
  readonly streams: readonly string[]
}

/** A list that forgets its oldest entries. */
class Recent<T> {
  readonly items: T[] = []
  constructor(private readonly limit: number) {}

  push(item: T): void {
    this.items.push(item)
    // Trimming a quarter at a time keeps the cost of a push flat.
    if (this.items.length > this.limit * 1.25) this.items.splice(0, this.items.length - this.limit)
  }

  list(): readonly T[] {
    return this.items.length > this.limit ? this.items.slice(-this.limit) : this.items
  }
}

/** The writable side of one connection's record. */
export class ConnectionLog implements ConnectionRecord {
  closedAt?: number
  closeCode?: number
  closeReason?: string
  slowReader = false
  /** Most frames in one rolling second so far. */
  worst = 0
  private readonly kept: Recent<ClientFrame>
  private window: number[] = []

  constructor(
    readonly id: number,
    readonly kind: Door,
    readonly market: Marketplace,
    readonly path: string,
    readonly streamsInUrl: readonly string[],
    readonly openedAt: number,
    limit: number,
  ) {
    this.kept = new Recent(limit)
  }

  get frames(): readonly ClientFrame[] {
    return this.kept.list()
  }

  frame(frame: ClientFrame): void {
    this.kept.push(frame)
    this.window.push(frame.at)
    while (this.window[0]! <= frame.at - 1_000) this.window.shift()
    this.worst = Math.max(this.worst, this.window.length)
  }
}

/** The writable side of the record. */
export class Log implements ExchangeRecord {
  readonly connections: ConnectionLog[] = []
  readonly refusals: Refusal[] = []
  readonly attempts: number[] = []
  private readonly payloads = new Map<string, Recent<string>>()
  private readonly lost = new Map<string, Recent<string>>()
  private readonly ofUsers = new Map<string, Recent<UserEvent>>()

  readonly weight: Weights
  private readonly pools = new Map<Marketplace, Weights>()
  private readonly asked: Recent<RequestRecord>

  constructor(
    private readonly limit: number,
    weights: WeightOptions,
    private readonly root: Marketplace = 'spot',
  ) {
    this.weight = new Weights(weights)
    this.asked = new Recent(limit)
  }

  connection({ kind, market, path, streams }: Visit, openedAt: number): ConnectionLog {
    const log = new ConnectionLog(this.connections.length + 1, kind, market, path, streams, openedAt, this.limit)
    this.connections.push(log)
    return log
  }

  weightOf(market: Marketplace): Weights {
    return this.pools.get(market) ?? this.weight
  }

  /** Gives markets a budget of their own. */
  pool(markets: readonly Marketplace[], options: WeightOptions): void {
    const weights = new Weights(options)
    for (const market of markets) this.pools.set(market, weights)
  }

  get requests(): readonly RequestRecord[] {
    return this.asked.list()
  }

  request(request: RequestRecord): void {
    this.asked.push(request)
  }

  /** Where one market's payloads are kept. */
  of(market: Marketplace): HubLog {
    return {
      produced: (stream, payload) => keep(this.payloads, `${market} ${stream}`, payload, this.limit),
      swallow: (stream, payload) => keep(this.lost, `${market} ${stream}`, payload, this.limit),
    }
  }

  worstSecond(): number {
    let worst = 0
    for (const { kind, worst: one } of this.connections) if (kind === 'streams') worst = Math.max(worst, one)
    return worst
  }

  sent(stream: string, market = this.root, unit?: 'MILLISECOND' | 'MICROSECOND'): readonly string[] {
    const list = this.payloads.get(`${market} ${stream}`)?.list() ?? []
    return unit === 'MICROSECOND' ? list.map(inMicroseconds) : list
  }

  swallowed(stream: string, market = this.root): readonly string[] {
    return this.lost.get(`${market} ${stream}`)?.list() ?? []
  }

  userEvent(apiKey: string, market: Marketplace, event: UserEvent): void {
    keep(this.ofUsers, `${market} ${apiKey}`, event, this.limit)
  }

  userEvents(apiKey: string, market: Marketplace = 'spot'): readonly UserEvent[] {
    return this.ofUsers.get(`${market} ${apiKey}`)?.list() ?? []
  }
}

function keep<T>(map: Map<string, Recent<T>>, name: string, entry: T, limit: number): void {
  let recent = map.get(name)
  if (recent === undefined) {
    recent = new Recent(limit)
    map.set(name, recent)
  }
  recent.push(entry)
}
