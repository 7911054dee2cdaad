/** Where an account's events go: to everybody who listens, and into the record. */

/** A subscription, as its account sees it. */
export interface EventListener {
  /** JSON text of the event alone; returns how many connections it went to. */
  event(text: string): number
  /** The stream is over; `notice` is its last event. */
  terminated(notice: string): void
}

/** One event of an account. */
export interface UserEvent {
  /** In ms of exchange time. */
  readonly at: number
  /** JSON text of the event, without its wrapper. */
  readonly text: string
  /** How many connections it was sent to. */
  readonly receivers: number
}

export class Outlet {
  private readonly listeners = new Set<EventListener>()

  constructor(private readonly log: (event: UserEvent) => void) {}

  listen(listener: EventListener): void {
    this.listeners.add(listener)
  }

  leave(listener: EventListener): void {
    this.listeners.delete(listener)
  }

  /** Sends an event to all; returns how many connections it went to. */
  emit(text: string, at: number): number {
    let receivers = 0
    for (const listener of this.listeners) receivers += listener.event(text)
    this.log({ at, text, receivers })
    return receivers
  }

  /** Ends every subscription; returns how many there were. */
  terminate(notice: string, at: number): number {
    const ended = [...this.listeners]
    this.listeners.clear()
    if (ended.length > 0) this.log({ at, text: notice, receivers: ended.length })
    for (const listener of ended) listener.terminated(notice)
    return ended.length
  }

  /** Ends one subscription. */
  end(listener: EventListener, notice: string, at: number): void {
    if (!this.listeners.delete(listener)) return
    this.log({ at, text: notice, receivers: 1 })
    listener.terminated(notice)
  }
}
