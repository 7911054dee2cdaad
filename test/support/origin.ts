/** An origin of pages and workers in one process: locks that the dead let go, channels, ports. All of it within microtasks. */
import type { Endpoint } from '../../src/shared/port'
import type { Broadcast, Locks, Surroundings } from '../../src/shared/surroundings'

type Listener = (event: { readonly data: unknown }) => void

/** One end of a way; what is posted is cloned, as between pages. */
class End implements Endpoint {
  peers: () => readonly End[] = () => []
  isOver = false
  readonly #listeners = new Set<Listener>()

  postMessage(message: unknown): void {
    if (this.isOver) return
    const data = structuredClone(message)
    for (const peer of this.peers()) queueMicrotask(() => peer.hear(structuredClone(data)))
  }

  hear(data: unknown): void {
    if (!this.isOver) for (const listener of this.#listeners) listener({ data })
  }

  addEventListener(type: string, listener: Listener): void {
    if (type === 'message') this.#listeners.add(listener)
  }

  removeEventListener(_: 'message', listener: Listener): void {
    this.#listeners.delete(listener)
  }

  close(): void {
    this.isOver = true
  }
}

interface Request {
  readonly owner: Page
  readonly run: () => void
}

export class Origin {
  readonly #locks = new Map<string, Request[]>()
  readonly #channels = new Map<string, Set<End>>()
  #names = 0

  constructor(readonly sharesWorkers = true) {}

  /** A page or a worker, which may die. */
  page(): Page {
    return new Page(this)
  }

  /** Asks for a lock; the first of its queue has it. */
  take(name: string, request: Request): () => void {
    const queue = this.#locks.get(name) ?? []
    this.#locks.set(name, queue)
    const grant = () => {
      const first = queue[0]
      if (first) queueMicrotask(() => queue[0] === first && !first.owner.isDead && first.run())
    }
    queue.push(request)
    if (queue.length === 1) grant()
    return () => {
      const place = queue.indexOf(request)
      if (place < 0) return
      queue.splice(place, 1)
      if (place === 0) grant()
    }
  }

  /** Locks that are held or waited for. */
  get locks(): readonly string[] {
    return [...this.#locks].filter(([, queue]) => queue.length > 0).map(([name]) => name)
  }

  broadcast(name: string, owner: Page): Broadcast {
    const members = this.#channels.get(name) ?? new Set<End>()
    this.#channels.set(name, members)
    const end = new End()
    members.add(end)
    end.peers = () => [...members].filter((each) => each !== end)
    owner.onDeath(() => {
      end.close()
      members.delete(end)
    })
    return end
  }

  name(): string {
    this.#names += 1
    return `n${this.#names}`
  }
}

export class Page {
  isDead = false
  readonly #deaths: (() => void)[] = []

  constructor(readonly origin: Origin) {}

  /** What this page has of the host. */
  get around(): Surroundings {
    const { origin } = this
    const locks: Locks = {
      request: (name, { signal }, held) =>
        new Promise((resolve, reject) => {
          const leave = origin.take(name, {
            owner: this,
            run: () => void Promise.resolve(held()).then(() => resolve(leave())),
          })
          ;(signal as AbortSignal | undefined)?.addEventListener('abort', () => reject(leave()))
          this.onDeath(leave)
        }),
    }
    return {
      locks,
      broadcast: (name) => origin.broadcast(name, this),
      turn: (act) => queueMicrotask(() => !this.isDead && act()),
      unique: () => origin.name(),
      sharesWorkers: origin.sharesWorkers,
    }
  }

  /** A way to another page: this one's end, and the other's. */
  wayTo(other: Page): readonly [End, End] {
    const [here, there] = [new End(), new End()]
    here.peers = () => [there]
    there.peers = () => [here]
    for (const page of [this, other])
      page.onDeath(() => {
        here.close()
        there.close()
      })
    return [here, there]
  }

  onDeath(act: () => void): void {
    this.#deaths.push(act)
  }

  /** As a crash, a kill or the end of a page: nothing it has goes on, and nobody is told. */
  die(): void {
    this.isDead = true
    for (const act of this.#deaths.splice(0)) act()
  }
}
