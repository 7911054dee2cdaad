/** What a run is made of: how the client is set up, and what happens to it, one act after the other. */
import type { FeedOptions } from '../../src/client/feed'
import type { VenueLimits } from '../../src/core/venue'

export const streams = [
  'aaausdt@trade',
  'aaausdt@depth',
  'aaausdt@bookTicker',
  'bbbusdt@trade',
  'bbbusdt@kline_1m',
  'bbbusdt@bookTicker',
  'cccusdt@depth',
  'cccusdt@trade',
]

/** Whether its numbers tell when one is missing. */
export const isCounted = (stream: string) => /trade|depth/.test(stream)

/** What the user does in good weather. */
export const calmKinds = ['pass', 'subscribe', 'subscribe', 'unsubscribe', 'connect', 'brief', 'flurry'] as const
/** What the user does at odd moments, or that ends what is. */
const insideKinds = ['subscribeInside', 'unsubscribeInside', 'rotateInside'] as const
const upheavalKinds = ['rotate', 'reconnect', 'storm'] as const
/** What goes wrong between the two ends. */
const networkKinds = [
  'cut',
  'cutAll',
  'mute',
  'deafen',
  'stall',
  'refuse',
  'hang',
  'offline',
  'online',
  'fair',
] as const
/** What the exchange does wrong, or may do. */
const exchangeKinds = [
  ...(['loseAcks', 'slowAcks', 'repeatAcks', 'repeat', 'skip', 'spoil', 'babble', 'hush', 'shutdown'] as const),
  ...(['deploy', 'expel', 'penalty', 'deny', 'maintenance', 'beginAgain', 'burst'] as const),
]
/** What happens to the host. */
const hostKinds = ['hide', 'show', 'sleep', 'setClock'] as const
/** What takes the exchange's other door: its REST. */
const besideKinds = ['book', 'resync', 'backfill', 'desk', 'lag', 'surplus'] as const

/** What calls the client: nobody does while its host is asleep. */
export const wakingKinds = [
  ...calmKinds,
  ...upheavalKinds,
  ...(['book', 'resync', 'backfill', 'read', 'reopen', 'settle', 'online'] as const),
] as const

export type ActKind =
  | (typeof calmKinds)[number]
  | (typeof insideKinds)[number]
  | (typeof upheavalKinds)[number]
  | (typeof networkKinds)[number]
  | (typeof exchangeKinds)[number]
  | (typeof hostKinds)[number]
  | (typeof besideKinds)[number]
  | 'read'
  | 'reopen'
  | 'settle'
  | 'long'
  | 'prove'

/** What happens, a number that says to what, and how much time passes afterwards, in ms. */
export type Act = readonly [kind: ActKind, pick: number, thenMs: number]

/** All that needs no question beside the streams. */
export const actKinds: readonly ActKind[] = [
  ...calmKinds,
  ...insideKinds,
  ...upheavalKinds,
  ...networkKinds,
  ...exchangeKinds,
  ...hostKinds,
  'read',
  'reopen',
  'long',
]

/** What may go wrong in a day, each as often as it stands here. */
export const troubles: readonly ActKind[] = [
  ...insideKinds,
  ...upheavalKinds,
  ...networkKinds,
  ...exchangeKinds,
  ...hostKinds,
  ...besideKinds,
  'read',
  'reopen',
]

export interface Plan {
  readonly seed: number
  /** Waits of a second or so instead of the usual ones, and a life of five minutes instead of a day. */
  readonly isShort: boolean
  readonly redundancy: number
  /** Streams of one connection. */
  readonly capacity: number
  readonly canPing: boolean
  readonly controlFrames: number
  readonly answersClose: boolean
  /** @default never gives up */
  readonly maxAttempts?: number
  /** Attempts in five minutes. @default the venue's */
  readonly attempts?: number
  /** How often the exchange pings, in ms. @default 20_000 */
  readonly pingEveryMs?: number
  /** Silence that the client bears, in ms. @default the usual one */
  readonly probeAfterMs?: number
  /** Events while time passes between two acts, at most. @default 300 */
  readonly events?: number
}

/** What of a plan another feed may have otherwise. */
export type Layout = Pick<Plan, 'redundancy' | 'capacity'>

const minute = 60_000

const short = {
  breaker: { failures: 5, cooldownMs: 3_000 },
  openTimeoutMs: 2_000,
  subscribeTimeoutMs: 1_500,
  closeTimeoutMs: 1_000,
  probeAfterMs: 3_000,
  staleAfterMs: 5_000,
  stableAfterMs: 1_000,
  retireAfterMs: 2_000,
  rotation: { beforeMs: 60_000, jitterMs: 10_000, handoverMs: 2_000 },
}

const usual = {
  breaker: { failures: 5, cooldownMs: 60_000 },
  openTimeoutMs: 10_000,
  closeTimeoutMs: 3_000,
  stableAfterMs: 10_000,
  rotation: { beforeMs: 3_600_000, jitterMs: 600_000, handoverMs: 10_000 },
}

/** Times that both the client and those who watch it go by. */
export const timesOf = ({ isShort }: Plan) => (isShort ? short : usual)

export const limitsOf = ({ isShort, attempts }: Plan, limits: VenueLimits): VenueLimits => ({
  ...limits,
  lifetimeMs: isShort ? 5 * minute : limits.lifetimeMs,
  attempts: attempts ?? limits.attempts,
})

/** What the client is told. */
export function tuningOf(plan: Plan, { redundancy, capacity }: Layout): Omit<FeedOptions, 'venue'> {
  const { isShort, controlFrames, maxAttempts = Number.POSITIVE_INFINITY, probeAfterMs } = plan
  return {
    redundancy,
    limits: { streams: capacity, controlFrames },
    retry: isShort ? { baseMs: 100, capMs: 2_000, maxAttempts } : { maxAttempts },
    ...(isShort ? short : probeAfterMs && { probeAfterMs, staleAfterMs: probeAfterMs + 10_000 }),
  }
}
