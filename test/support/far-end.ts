/** The exchange's side of fake sockets: opens them, acknowledges, and remembers every client frame with its time. */
import type { FakeSocket, FakeTransport } from '../../src/testing/fake-transport'
import type { ManualClock } from '../../src/testing/manual-clock'

export interface ClientFrame {
  readonly at: number
  readonly socket: FakeSocket
  readonly kind: 'text' | 'ping' | 'pong'
  readonly text: string | undefined
}

export interface FarEndOptions {
  /** How an asked-for socket is met. @default 'open' */
  readonly meet?: 'open' | 'refuse' | 'hang'
  /** Whether control frames are answered. @default true */
  readonly answers?: boolean
}

export class FarEnd {
  readonly frames: ClientFrame[] = []
  /** When each socket was asked for. */
  readonly attempts: number[] = []
  meet: 'open' | 'refuse' | 'hang'
  answers: boolean

  constructor(
    readonly transport: FakeTransport,
    readonly clock: ManualClock,
    { meet = 'open', answers = true }: FarEndOptions = {},
  ) {
    this.meet = meet
    this.answers = answers
    transport.onSocket = (socket) => {
      this.attempts.push(clock.now())
      if (this.meet === 'hang') return
      const { meet } = this
      clock.timer(() => (meet === 'open' ? socket.open() : socket.end()), 1)
    }
    transport.onFrame = (kind, socket, text) => {
      this.frames.push({ at: clock.now(), socket, kind, text })
      if (!this.answers) return
      if (kind === 'ping') clock.timer(() => socket.heard(), 1)
      if (kind === 'text') clock.timer(() => socket.say(answer(text as string)), 1)
    }
  }

  /** Streams that a socket carries: its address, then its frames. */
  carried(socket: FakeSocket): string[] {
    const query = /streams=([^&]*)/.exec(socket.url)?.[1] ?? ''
    const streams = new Set(query.split('/').filter(Boolean).map(decodeURIComponent))
    for (const text of socket.sent) {
      const { method, params = [] } = JSON.parse(text) as { method: string; params?: string[] }
      for (const name of params) {
        if (method === 'SUBSCRIBE') streams.add(name)
        else streams.delete(name)
      }
    }
    return [...streams]
  }

  /** The largest number of client frames of one socket in any second that begins with one of them. */
  worstSecond(): number {
    let worst = 0
    for (const { at, socket } of this.frames) {
      const within = this.frames.filter(
        (each) => each.socket === socket && each.at >= at && each.at < at + 1_000,
      ).length
      worst = Math.max(worst, within)
    }
    return worst
  }
}

function answer(text: string): string {
  const { method, id } = JSON.parse(text) as { method: string; id: number }
  return JSON.stringify({ result: method === 'LIST_SUBSCRIPTIONS' ? [] : null, id })
}

/** A trade frame as the exchange sends it. */
export function tradeFrame(symbol: string, id: number, price = '91234.50000000'): string {
  const payload = {
    e: 'trade',
    E: 1_795_305_600_123,
    s: symbol,
    t: id,
    p: price,
    q: '0.00500000',
    T: 1_795_305_600_121,
    m: true,
    M: true,
  }
  return JSON.stringify({ stream: `${symbol.toLowerCase()}@trade`, data: payload })
}

/** The frame of a change of the best bid or ask. */
export function bookTickerFrame(symbol: string, updateId: number): string {
  const payload = { u: updateId, s: symbol, b: '91234.50000000', B: '1.5', a: '91234.51000000', A: '2.25' }
  return JSON.stringify({ stream: `${symbol.toLowerCase()}@bookTicker`, data: payload })
}
