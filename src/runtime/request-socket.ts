/** One socket for questions: opened by the first, closed when none came for a while, answers matched by id. */
import type { Clock, Stop } from '../core/clock'
import { temporary } from '../core/errors'
import type { Query } from '../core/query'
import type { Socket, Transport } from '../core/transport'
import type { Outcome, VenueRequests } from '../core/venue'

export interface RequestSocket {
  /** What the exchange says to the question. Rejects with OPEN_FAILED or CONNECTION_LOST when the socket goes before. */
  ask(query: Query): Promise<Outcome>
  /** Drops the socket, failing what it owes; the next question opens another. */
  drop(): void
}

interface Pending {
  readonly frame: string
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

const openMs = 10_000
const idleMs = 30_000

export function createRequestSocket(
  url: string,
  { frame, readFrame }: VenueRequests,
  transport: Transport,
  clock: Clock,
): RequestSocket {
  const pending = new Map<unknown, Pending>()
  let socket: Socket | undefined
  let isOpen = false
  let lastId = 0
  let stopTimer: Stop | undefined

  function dropAfter(ms: number): void {
    stopTimer?.()
    stopTimer = clock.timer(() => drop(`within ${ms} ms`), ms)
  }

  function drop(why = 'by this side', cause?: unknown): void {
    const lost = [...pending.values()]
    const code = isOpen ? 'CONNECTION_LOST' : 'OPEN_FAILED'
    stopTimer?.()
    socket?.abandon()
    socket = stopTimer = undefined
    pending.clear()
    const text = `${url} ${isOpen ? 'was closed' : 'did not open'} (${why}).`
    isOpen = false
    for (const { reject } of lost) reject(temporary(code, text, { url }, cause))
  }

  function open(): void {
    socket = transport.open(url, {
      opened() {
        isOpen = true
        dropAfter(idleMs)
        for (const { frame } of pending.values()) socket?.send(frame)
      },
      text(text) {
        const { id, outcome } = readFrame(text)
        const asker = pending.get(id)
        if (!asker) return
        pending.delete(id)
        dropAfter(idleMs)
        asker.resolve(outcome)
      },
      binary() {},
      closed: ({ code, reason, cause }) => drop(`${code}${reason && ` ${reason}`}`, cause),
      pinged: (payload) => socket?.pong?.(payload),
    })
    dropAfter(openMs)
  }

  return {
    drop: () => drop(),
    ask: (query) =>
      new Promise((resolve, reject) => {
        if (!socket) open()
        const id = ++lastId
        const asker = { frame: frame(id, query), resolve, reject }
        pending.set(id, asker)
        if (!isOpen) return
        dropAfter(idleMs)
        socket?.send(asker.frame)
      }),
  }
}
