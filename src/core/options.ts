/** What a feed can be told: every option with unit, default and bounds, and the check on arrival. */
import type { BreakerOptions } from './breaker'
import { type BufferOptions, overflows } from './buffer'
import type { Validation } from './channel'
import { refuseOption } from './errors'
import type { LifecycleOptions } from './lifecycle'
import type { VenueLimits } from './venue'

/**
 * What becomes of events while nobody sees the page. `keep`: they are delivered as ever. `conflate`: of each stream the newest
 * is kept, and delivered when the page is seen again. `pause`: the streams are left after five seconds, unless others read
 * them, and taken on again when it is. What was left out is told as a gap, reason `hidden`, before the next event.
 */
export type Hidden = 'keep' | 'conflate' | 'pause'

export interface RetryOptions {
  /** Ceiling of the first wait, in ms; the wait itself is drawn between 0 and it (full jitter). @default 1_000 */
  readonly baseMs?: number
  /** Ceiling of any wait between attempts, in ms. @default 60_000 */
  readonly capMs?: number
  /** Growth of the ceiling from one wait to the next, at least 1. @default 2 */
  readonly factor?: number
  /** Attempts in a row that may fail before the feed gives up; `Infinity` never gives up. @default 10 */
  readonly maxAttempts?: number
}

export interface RotationOptions {
  /** How long before the end of its life a connection is replaced, in ms. @default 3_600_000 */
  readonly beforeMs: number
  /** Drawn between 0 and this, and added to that, so that connections are not replaced together, in ms. @default 600_000 */
  readonly jitterMs: number
  /** How long old and new stand side by side at most, for streams that say nothing meanwhile, in ms. @default 10_000 */
  readonly handoverMs: number
}

/** How a feed behaves; all of it optional. Durations are in ms, between 0 and 2,147,483,647. */
export interface Tuning {
  readonly retry?: RetryOptions
  /** Failures in a row (default 5) after which the endpoint is left alone for `cooldownMs` (default 60,000). */
  readonly breaker?: Partial<BreakerOptions>
  /** Limits tighter than the venue's; never looser. */
  readonly limits?: {
    /** Client frames in any rolling second, pongs included; at least 2, one is kept for pongs. @default the venue's */
    readonly controlFrames?: number
    /** Streams of one connection; more connections open beyond. @default the venue's, less a little headroom */
    readonly streams?: number
    /**
     * Characters, or bytes of a binary frame, of the largest frame that is read; a larger one is counted and told as `invalid`.
     * @default the venue's
     */
    readonly messageLength?: number
  }
  /** When a connection is replaced by a younger one, before the venue cuts it. */
  readonly rotation?: Partial<RotationOptions>
  /** Connections for the same streams, 1 to 3: the first copy of each event wins, and losing one loses nothing. @default 1 */
  readonly redundancy?: number
  /** How long a connection that is not needed any more is kept, in ms. @default 30_000 */
  readonly retireAfterMs?: number
  /** How long a connection may take to open, in ms. @default 10_000 */
  readonly openTimeoutMs?: number
  /** How long the exchange may take to answer a control frame, in ms. @default 5_000 */
  readonly subscribeTimeoutMs?: number
  /** How long `close()` waits for the peer, in ms. @default 3_000 */
  readonly closeTimeoutMs?: number
  /** Silence after which the exchange is asked for a sign of life, in ms. @default 30_000 */
  readonly probeAfterMs?: number
  /** Silence after which an unanswered connection is replaced, in ms; above `probeAfterMs`. @default 40_000 */
  readonly staleAfterMs?: number
  /** Uptime after which waits start from the shortest again, in ms. @default 10_000 */
  readonly stableAfterMs?: number
  /** Buffer of each iterator, unless it brings its own. */
  readonly buffer?: Partial<BufferOptions>
  /** `never` skips schemas and rules and trusts the exchange. @default 'always' */
  readonly validation?: Validation
}

/** The same with nothing left open. */
export interface Settings extends LifecycleOptions {
  readonly breaker: BreakerOptions
  readonly limits: { readonly controlFrames: number; readonly streams: number; readonly messageLength: number }
  readonly rotation: RotationOptions
  readonly redundancy: number
  readonly retireAfterMs: number
  readonly subscribeTimeoutMs: number
  readonly buffer: BufferOptions
  readonly validation: Validation
}

export const defaults = {
  retry: { baseMs: 1_000, capMs: 60_000, factor: 2, maxAttempts: 10 },
  breaker: { failures: 5, cooldownMs: 60_000 },
  openTimeoutMs: 10_000,
  subscribeTimeoutMs: 5_000,
  closeTimeoutMs: 3_000,
  probeAfterMs: 30_000,
  staleAfterMs: 40_000,
  stableAfterMs: 10_000,
  rotation: { beforeMs: 3_600_000, jitterMs: 600_000, handoverMs: 10_000 },
  redundancy: 1,
  retireAfterMs: 30_000,
  buffer: { capacity: 1_024, overflow: 'drop-oldest' },
  validation: 'always',
} as const

type Tree = Readonly<Record<string, unknown>>
type Bounds = readonly [least: number, most: number, isWhole?: boolean]

/** The longest wait a host's timer can count. */
const longest = 2_147_483_647

/** Part of a connection's streams that is not used. */
const headroom = 0.02

const choices: Readonly<Record<string, readonly unknown[]>> = {
  overflow: overflows,
  validation: ['always', 'never'],
  hidden: ['keep', 'conflate', 'pause'],
}

/**
 * The settings of a feed: what was given over what is usual, checked.
 * @throws FeedError INVALID_OPTION naming option, bounds and the value received
 */
export function settle(tuning: Tuning, { controlFrames, streams, messageLength }: VenueLimits): Settings {
  // Exchanges count a stream that is on its way out as well.
  const limits = { controlFrames, streams: Math.ceil(streams * (1 - headroom)), messageLength }
  const settings = merge('', { ...defaults, limits }, tuning) as unknown as Settings
  const { probeAfterMs, staleAfterMs } = settings
  if (staleAfterMs <= probeAfterMs)
    throw refuseOption('staleAfterMs', `must be above probeAfterMs (${probeAfterMs})`, staleAfterMs)
  return settings
}

/** The buffer of one reader: its own wishes over the feed's. */
export function settleBuffer(own: Partial<BufferOptions> = {}, usual: BufferOptions): BufferOptions {
  return merge('buffer', { ...usual }, own) as unknown as BufferOptions
}

/** What a subscription does while its page is hidden, checked. */
export function settleHidden(hidden: unknown): Hidden {
  return merge('', { hidden: 'keep' }, { hidden }).hidden as Hidden
}

/** A switch, checked. */
export function flag(option: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw refuseOption(option, 'must be true or false', value)
  return value
}

/** The options of the group `of`, '' being the outermost: every one that is given is known, and fits. */
function merge(of: string, usual: Tree, given: object): Tree {
  if (typeof given !== 'object' || given === null) throw refuseOption(of || 'options', 'must be an object', given)
  const merged: Record<string, unknown> = { ...usual }
  for (const [key, value] of Object.entries(given)) {
    const name = of ? `${of}.${key}` : key
    if (!Object.hasOwn(usual, key))
      throw refuseOption(name, `is no option; known: ${Object.keys(usual).join(', ')}`, value)
    if (value === undefined) continue
    const ordinary = usual[key]
    if (typeof ordinary === 'object') merged[key] = merge(name, ordinary as Tree, value)
    else {
      check(name, key, ordinary, value)
      merged[key] = value
    }
  }
  return merged
}

function check(name: string, key: string, usual: unknown, value: unknown): void {
  const allowed = choices[key]
  if (allowed) {
    if (!allowed.includes(value)) throw refuseOption(name, `must be one of ${allowed.join(', ')}`, value)
    return
  }
  const [least, most, isWhole] = bounds(key, usual as number)
  const isWithin = typeof value === 'number' && value >= least && value <= most
  if (!(isWithin && !(isWhole && value % 1)) && !(key === 'maxAttempts' && value === Number.POSITIVE_INFINITY))
    throw refuseOption(name, `must be ${isWhole ? 'an integer' : 'a finite number'} from ${least} to ${most}`, value)
}

/** Durations and counts are bounded alike, with a few exceptions. */
function bounds(key: string, usual: number): Bounds {
  if (key.endsWith('Ms')) return [0, longest]
  if (key === 'factor') return [1, 1_000]
  if (key === 'redundancy') return [1, 3, true]
  if (key === 'streams' || key === 'messageLength') return [1, usual, true]
  // One place is kept for pongs, and the venue's limit is the usual one.
  return key === 'controlFrames' ? [2, usual, true] : [1, 1_000_000_000, true]
}
