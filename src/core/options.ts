/** What a feed can be told: every option with unit, default and bounds, and the check on arrival. */
import type { BreakerOptions } from './breaker'
import { type BufferOptions, overflows } from './buffer'
import type { Validation } from './channel'
import { FeedError } from './errors'
import type { LifecycleOptions } from './lifecycle'
import type { VenueLimits } from './venue'

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

/** How a feed behaves; all of it optional. Durations are in ms, between 0 and 2,147,483,647. */
export interface Tuning {
  readonly retry?: RetryOptions
  /** Failures in a row (default 5) after which the endpoint is left alone for `cooldownMs` (default 60,000). */
  readonly breaker?: Partial<BreakerOptions>
  /** Limits tighter than the venue's; never looser. */
  readonly limits?: {
    /** Client frames in any rolling second, pongs included; at least 2, one is kept for pongs. @default the venue's */
    readonly controlFrames?: number
  }
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
  readonly controlFrames: number
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
  buffer: { capacity: 1_024, overflow: 'drop-oldest' },
  validation: 'always',
} as const

/** The longest wait a host's timer can count. */
const longest = 2_147_483_647

type Bounds = readonly [least: number, most: number, whole?: boolean]

const milliseconds: Bounds = [0, longest]
const count: Bounds = [1, 1_000_000_000, true]

const bounds: Readonly<Record<string, Bounds>> = {
  'retry.baseMs': milliseconds,
  'retry.capMs': milliseconds,
  'retry.factor': [1, 1_000],
  'retry.maxAttempts': count,
  'breaker.failures': count,
  'breaker.cooldownMs': milliseconds,
  openTimeoutMs: milliseconds,
  subscribeTimeoutMs: milliseconds,
  closeTimeoutMs: milliseconds,
  probeAfterMs: milliseconds,
  staleAfterMs: milliseconds,
  stableAfterMs: milliseconds,
  'buffer.capacity': count,
}

const choices: Readonly<Record<string, readonly string[]>> = {
  'buffer.overflow': overflows,
  validation: ['always', 'never'],
}

/**
 * The settings of a feed: what was given over what is usual, checked.
 * @throws FeedError INVALID_OPTION naming option, bounds and the value received
 */
export function settle(tuning: Tuning, limits: VenueLimits): Settings {
  const { limits: tightened = {}, ...rest } = tuning
  const settings = merge('', defaults, rest) as unknown as Omit<Settings, 'controlFrames'>
  const { controlFrames = limits.controlFrames } = only('limits', tightened, ['controlFrames'])
  within('limits.controlFrames', controlFrames, [2, limits.controlFrames, true])
  if (settings.staleAfterMs <= settings.probeAfterMs) {
    refuse('staleAfterMs', `must be above probeAfterMs (${settings.probeAfterMs})`, settings.staleAfterMs)
  }
  return { ...settings, controlFrames: controlFrames as number }
}

/** The buffer of one reader: its own wishes over the feed's. */
export function settleBuffer(own: Partial<BufferOptions> | undefined, usual: BufferOptions): BufferOptions {
  return own === undefined ? usual : (merge('buffer.', { ...usual }, own) as unknown as BufferOptions)
}

type Tree = Readonly<Record<string, unknown>>

function merge(prefix: string, usual: Tree, given: unknown): Tree {
  const merged: Record<string, unknown> = { ...usual }
  for (const [key, value] of Object.entries(only(prefix.slice(0, -1), given, Object.keys(usual)))) {
    const name = prefix + key
    if (value === undefined) continue
    const nested = usual[key]
    if (typeof nested === 'object') merged[key] = merge(`${name}.`, nested as Tree, value)
    else merged[key] = checked(name, value)
  }
  return merged
}

/** An options object that has no key but these. */
function only(name: string, given: unknown, known: readonly string[]): Tree {
  if (typeof given !== 'object' || given === null) refuse(name, 'must be an object', given)
  for (const key of Object.keys(given)) {
    if (!known.includes(key))
      refuse(name === '' ? key : `${name}.${key}`, `is no option; known: ${known.join(', ')}`, (given as Tree)[key])
  }
  return given as Tree
}

function checked(name: string, value: unknown): unknown {
  const allowed = choices[name]
  if (allowed === undefined) within(name, value, bounds[name] as Bounds)
  else if (!allowed.includes(value as string)) refuse(name, `must be one of ${allowed.join(', ')}`, value)
  return value
}

function within(name: string, value: unknown, [least, most, whole = false]: Bounds): void {
  if (name === 'retry.maxAttempts' && value === Number.POSITIVE_INFINITY) return
  const fits = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))
  if (!fits) refuse(name, `must be ${whole ? 'an integer' : 'a finite number'} from ${least} to ${most}`, value)
}

/** How a value reads in a message. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function refuse(option: string, demand: string, received: unknown): never {
  throw new FeedError('INVALID_OPTION', `${option || 'options'} ${demand}; received ${shown(received)}.`, {
    context: { option },
  })
}
