/** What every transport must do, as cases any test runner can run against a scripted peer. */
import type { Socket, SocketEnd, SocketEvents, Transport } from '../core/transport'

/**
 * Addresses at which the peer behaves as named:
 * `echo` returns each text; `burst` sends the numbers 0 to 499 and then `end`; `binary` sends the bytes 0 to 11; `close`
 * closes with 4001 "enough" when it is sent anything; `ping` pings with "abc" and tells `pong abc` for each pong; `cut` drops
 * the line when it is sent anything; `deaf` never answers a close; `refuse` answers the handshake with HTTP 403; `hang`
 * never answers the handshake, on a port of its own; `nobody` is a port at which nobody listens.
 */
export type PeerPlace = (typeof peerPlaces)[number]

export const peerPlaces = [
  'echo',
  'burst',
  'binary',
  'close',
  'ping',
  'cut',
  'deaf',
  'refuse',
  'hang',
  'nobody',
] as const

export interface Harness {
  readonly transport: Transport
  /** The peer's address for a place. */
  url(place: PeerPlace): string
  /** Whether the host shows the HTTP status of a refused handshake. */
  readonly showsStatus: boolean
}

export interface TransportCase {
  readonly name: string
  /** Whether it needs a real network: mocks are not faithful about endings. */
  readonly real: boolean
  /** @throws Error saying what was expected and what was seen */
  run(harness: Harness): Promise<void>
}

/** Everything a socket reports, as lines. */
class Recorder implements SocketEvents {
  readonly lines: string[] = []
  ends: SocketEnd[] = []
  socket: Socket | undefined
  #waiting: { readonly line: string; readonly resolve: () => void }[] = []

  opened(): void {
    this.#note('opened')
  }

  text(frame: string): void {
    this.#note(`text ${frame}`)
  }

  binary(frame: Uint8Array): void {
    this.#note(`binary ${frame.join(' ')}`)
  }

  closed(end: SocketEnd): void {
    this.ends.push(end)
    this.#note('closed')
  }

  pinged(payload: Uint8Array): void {
    this.socket?.pong?.(payload)
  }

  heard(): void {
    this.#note('heard')
  }

  /** Resolves when the line has been noted. */
  seen(line: string): Promise<void> {
    if (this.lines.includes(line)) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ line, resolve }))
  }

  #note(line: string): void {
    this.lines.push(line)
    this.#waiting = this.#waiting.filter((each) => {
      if (each.line !== line) return true
      each.resolve()
      return false
    })
  }
}

function open(harness: Harness, place: PeerPlace): { readonly seen: Recorder; readonly socket: Socket } {
  const seen = new Recorder()
  const socket = harness.transport.open(harness.url(place), seen)
  seen.socket = socket
  return { seen, socket }
}

function check(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== should) throw new Error(`${what}: expected ${should}, saw ${is}`)
}

/** Long enough for anything that was under way to arrive: another socket to the same peer opens, speaks and hears. */
async function aWhile(harness: Harness): Promise<void> {
  const { seen, socket } = open(harness, 'echo')
  await seen.seen('opened')
  socket.send('a while')
  await seen.seen('text a while')
  socket.abandon()
}

async function endedOnce(harness: Harness, seen: Recorder, code: number, reason = ''): Promise<void> {
  await seen.seen('closed')
  await aWhile(harness)
  check(
    seen.ends.map((end) => [end.code, end.reason]),
    [[code, reason]],
    'the end is told once',
  )
}

export const transportCases: readonly TransportCase[] = [
  {
    name: 'text goes both ways, in order and whatever its script',
    real: false,
    async run(harness) {
      const { seen, socket } = open(harness, 'echo')
      check(seen.lines, [], 'nothing is told before open() returns')
      await seen.seen('opened')
      for (const text of ['one', '这是测试币456@trade', '{"e":"\\u0000"}', 'end']) socket.send(text)
      await seen.seen('text end')
      check(
        seen.lines,
        ['opened', 'text one', 'text 这是测试币456@trade', 'text {"e":"\\u0000"}', 'text end'],
        'the echo',
      )
      socket.abandon()
    },
  },
  {
    name: 'a burst arrives whole and in order',
    real: false,
    async run(harness) {
      const { seen, socket } = open(harness, 'burst')
      await seen.seen('text end')
      const numbers = Array.from({ length: 500 }, (_, i) => `text ${i}`)
      check(seen.lines, ['opened', ...numbers, 'text end'], 'the burst')
      socket.abandon()
    },
  },
  {
    name: 'a binary frame arrives as its bytes',
    real: false,
    async run(harness) {
      const { seen, socket } = open(harness, 'binary')
      const line = 'binary 0 1 2 3 4 5 6 7 8 9 10 11'
      await seen.seen(line)
      check(seen.lines, ['opened', line], 'the frame')
      socket.abandon()
    },
  },
  {
    name: "the peer's close is told once, with code and reason",
    real: false,
    async run(harness) {
      const { seen, socket } = open(harness, 'close')
      await seen.seen('opened')
      socket.send('now')
      await endedOnce(harness, seen, 4001, 'enough')
      socket.abandon()
      check(seen.ends.length, 1, 'ends after abandon()')
    },
  },
  {
    name: 'our own close is told once',
    real: false,
    async run(harness) {
      const { seen, socket } = open(harness, 'echo')
      await seen.seen('opened')
      socket.close(1000, '')
      await seen.seen('closed')
      await aWhile(harness)
      check(seen.ends.length, 1, 'ends')
    },
  },
  {
    name: 'an abandoned socket says nothing more',
    real: false,
    async run(harness) {
      const { seen, socket } = open(harness, 'echo')
      await seen.seen('opened')
      socket.send('lost')
      socket.abandon()
      socket.abandon()
      await aWhile(harness)
      check(seen.lines, ['opened'], 'lines')
    },
  },
  {
    name: 'each ping is answered, once',
    real: true,
    async run(harness) {
      const { seen, socket } = open(harness, 'ping')
      await seen.seen('text pong abc')
      await aWhile(harness)
      check(seen.lines, ['opened', 'text pong abc'], 'lines')
      socket.abandon()
    },
  },
  {
    name: 'where there is a ping, its pong is heard',
    real: true,
    async run(harness) {
      const { seen, socket } = open(harness, 'echo')
      await seen.seen('opened')
      if (socket.ping) {
        socket.ping()
        await seen.seen('heard')
      }
      socket.abandon()
    },
  },
  {
    name: 'a line that is cut is told once, as 1006',
    real: true,
    async run(harness) {
      const { seen, socket } = open(harness, 'cut')
      await seen.seen('opened')
      socket.send('now')
      await endedOnce(harness, seen, 1006)
    },
  },
  {
    name: 'a port at which nobody listens is told once, as 1006',
    real: true,
    async run(harness) {
      const { seen } = open(harness, 'nobody')
      await endedOnce(harness, seen, 1006)
    },
  },
  {
    name: 'a refused handshake is told once, with its status where the host shows it',
    real: true,
    async run(harness) {
      const { seen } = open(harness, 'refuse')
      await seen.seen('closed')
      await aWhile(harness)
      check(seen.lines, ['closed'], 'lines')
      check(
        seen.ends.map((end) => [end.code, end.status ?? null]),
        [[1006, harness.showsStatus ? 403 : null]],
        'the end',
      )
    },
  },
  {
    name: 'a socket abandoned while it connects never speaks',
    real: true,
    async run(harness) {
      const { seen, socket } = open(harness, 'hang')
      await aWhile(harness)
      socket.abandon()
      await aWhile(harness)
      check(seen.lines, [], 'lines')
    },
  },
  {
    name: 'a peer that never answers a close holds nobody up',
    real: true,
    async run(harness) {
      const { seen, socket } = open(harness, 'deaf')
      await seen.seen('opened')
      socket.close(1000, '')
      await aWhile(harness)
      socket.abandon()
      await aWhile(harness)
      check(seen.lines, ['opened'], 'lines')
    },
  },
]
