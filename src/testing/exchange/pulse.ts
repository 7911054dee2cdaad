/** What keeps a connection alive or ends it: its frame limit, the pings of the server, their pongs, and its age. */

export interface PulseOptions {
  /** When the handshake was answered, in ms. */
  readonly openedAt: number
  /** Client frames that count, in any rolling second. @default 5 */
  readonly frameLimit?: number
  /** In ms. @default 20_000 */
  readonly pingEveryMs?: number
  /** In ms. @default 60_000 */
  readonly pongDeadlineMs?: number
  /** In ms. @default 86_400_000 */
  readonly maxAgeMs?: number
}

export interface PulseWire {
  ping(payload: string): void
  pong(payload: string): void
  close(code: number, reason: string): void
  /** Ends the connection without a close frame. */
  cut(): void
}

const defaults = { frameLimit: 5, pingEveryMs: 20_000, pongDeadlineMs: 60_000, maxAgeMs: 86_400_000 }

export class Pulse {
  /** Whether it has ended; every input is ignored from then on. */
  over = false
  private readonly limits: typeof defaults & PulseOptions
  /** When the client frames of the last second arrived. */
  private readonly recent: number[] = []
  /** Pings not answered yet, oldest first. */
  private pings: { readonly payload: string; readonly sentAt: number }[] = []
  private lastPayload = 0
  private nextPing: number

  /** `ended` is called before the wire hears of an end that came from here. */
  constructor(
    options: PulseOptions,
    private readonly wire: PulseWire,
    private readonly ended: () => void,
  ) {
    this.limits = { ...defaults, ...options }
    this.nextPing = options.openedAt + this.limits.pingEveryMs
  }

  /** A ping frame of the client; its pong costs the server nothing but counts the ping. */
  ping(payload: string, now: number): void {
    if (this.count(now)) this.wire.pong(payload)
  }

  /** A pong frame of the client. Only one that copies the payload of a ping keeps the connection alive. */
  pong(payload: string, now: number): void {
    if (!this.count(now)) return
    const at = this.pings.findIndex((ping) => ping.payload === payload)
    if (at >= 0) this.pings = this.pings.slice(at + 1)
  }

  /** Counts a frame of the client; false when there is nobody left to hear it. */
  count(now: number): boolean {
    // Any window of a second counts, not the calendar's.
    if (this.over) return false
    while (this.recent.length > 0 && this.recent[0]! <= now - 1_000) this.recent.shift()
    this.recent.push(now)
    if (this.recent.length <= this.limits.frameLimit) return true
    this.end('Too many requests')
    return false
  }

  /** Does whatever is due. */
  tick(now: number): void {
    if (this.over) return
    if (now >= this.limits.openedAt + this.limits.maxAgeMs) {
      this.ended()
      this.wire.cut()
    } else if (now >= this.pongBy()) {
      this.end('Pong timeout')
    } else if (now >= this.nextPing) {
      this.sendPing(now)
      // After a long sleep one ping is enough.
      this.nextPing += this.limits.pingEveryMs * (1 + Math.floor((now - this.nextPing) / this.limits.pingEveryMs))
    }
  }

  /** When `tick` has something to do next; infinity when it is over. */
  deadline(): number {
    if (this.over) return Number.POSITIVE_INFINITY
    return Math.min(this.limits.openedAt + this.limits.maxAgeMs, this.pongBy(), this.nextPing)
  }

  /** Sends a ping now, besides the regular ones. Payloads are times in ms, each of them once. */
  sendPing(now: number): void {
    if (this.over) return
    this.lastPayload = Math.max(this.lastPayload + 1, Math.floor(now))
    const payload = String(this.lastPayload)
    this.pings.push({ payload, sentAt: now })
    this.wire.ping(payload)
  }

  private end(reason: string): void {
    this.ended()
    this.wire.close(1_008, reason)
  }

  private pongBy(): number {
    return (this.pings[0]?.sentAt ?? Number.POSITIVE_INFINITY) + this.limits.pongDeadlineMs
  }
}
