/** What sharing needs of the host: locks that a dead page lets go, channels between pages, turns. Looked up when used. */
import type { Endpoint } from './port'

/** The part of the standard LockManager that is used. */
export interface Locks {
  request(
    name: string,
    options: { readonly signal?: unknown },
    held: () => Promise<unknown> | undefined,
  ): Promise<unknown>
}

/** A channel that every page of the origin may open by its name. */
export interface Broadcast extends Endpoint {
  close(): void
}

export interface Surroundings {
  /** Undefined where the host has none: an old browser, or a page that did not come by https. */
  readonly locks: Locks | undefined
  broadcast(name: string): Broadcast
  /** Calls `act` when everything that has arrived by now was looked at. */
  turn(act: () => void): void
  /** A name nobody else has. */
  unique(): string
  /** Whether the host has SharedWorker. */
  readonly sharesWorkers: boolean
}

interface Globals {
  readonly navigator?: { readonly locks?: Locks }
  readonly BroadcastChannel: new (name: string) => Broadcast
  readonly MessageChannel: new () => { readonly port1: TurnPort; readonly port2: TurnPort }
  readonly SharedWorker?: unknown
  readonly crypto: { getRandomValues(bytes: Uint8Array): Uint8Array }
}

interface TurnPort extends Endpoint {
  onmessage: (() => void) | null
  /** Of Node: it keeps no process alive. */
  unref?(): void
}

/** The real ones. */
export function surroundings(): Surroundings {
  const globals = globalThis as unknown as Globals
  let acts: (() => void)[] = []
  let post: (() => void) | undefined

  function channel(): () => void {
    const { port1, port2 } = new globals.MessageChannel()
    port1.onmessage = () => {
      const due = acts
      acts = []
      for (const act of due) act()
    }
    port1.unref?.()
    return () => port2.postMessage(0)
  }

  return {
    get locks() {
      return globals.navigator?.locks
    },
    broadcast: (name) => new globals.BroadcastChannel(name),
    // A timer would be late in a hidden page, and a microtask comes before the next frame is looked at.
    turn(act) {
      post ??= channel()
      if (acts.push(act) === 1) post()
    },
    unique: () => [...globals.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('-'),
    get sharesWorkers() {
      return globals.SharedWorker !== undefined
    },
  }
}
