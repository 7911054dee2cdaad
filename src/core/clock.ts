/** Time, chance and host signals as contracts: whoever needs them is handed one of these. */

/** Undoes what the call that returned it started. Calling it twice is calling it once. */
export type Stop = () => void

export interface Clock {
  /** Milliseconds on a clock that never jumps; its zero means nothing. All deadlines are on it. */
  now(): number
  /** Unix time in milliseconds. Only stamps are taken from it. */
  time(): number
  /** Calls `wake` once after `ms`. */
  timer(wake: () => void, ms: number): Stop
}

/** The part of the standard fetch that is used. */
export type Fetch = (
  url: string,
  options: {
    readonly signal: unknown
    /** @default 'GET' */
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    /** Takes a redirect for a failure: what the headers hold is for one host. */
    readonly redirect?: 'error'
  },
) => Promise<{
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}>

/** What the runtime needs from its surroundings. */
export interface Host {
  readonly clock: Clock
  /** A number in [0, 1), drawn afresh at each call. */
  random(): number
  /** Calls `back` each time the host says that its network has returned. */
  onOnline?(back: () => void): Stop
  /**
   * Calls `tell` with what happens to the host itself. `away`: the page is put away, perhaps to come back whole, and must hold
   * no socket. `back`: it has come back. `awake`: it may have been frozen or asleep, so that nobody knows what was missed.
   */
  onLife?(tell: (what: 'away' | 'back' | 'awake') => void): Stop
  /** Calls `draw` once, when the host next draws; undefined where it never does. */
  onFrame?(draw: () => void): Stop | undefined
  /** Calls `tell` with whether nobody can see the host: now, and each time that may have changed. */
  onHidden?(tell: (isHidden: boolean) => void): Stop
  /** Whether the host is sure that it has no network. Only of hosts that also tell when it returns. */
  isOffline?(): boolean
  /** Asks by HTTP. `signal` is a standard AbortSignal. */
  readonly fetch?: Fetch | undefined
}
