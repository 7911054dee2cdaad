/** What it means when the exchange refuses a login or a key. */
import { FeedError, temporary } from '../../../core/errors'
import type { SocketEnd } from '../../../core/transport'

/** A refusal in either of the exchange's languages. */
export interface Refusal {
  /** HTTP status, or what the WebSocket API gives in its place. */
  readonly status: number
  readonly code: number
  readonly message: string
  /** When it may be asked again, Unix ms by this host's clock. */
  readonly retryAt?: number | undefined
}

/** The clocks differ: it is measured anew at the next attempt. */
const outsideWindow = -1021

/** Cuts out of a text what nobody must see. */
export type Redact = (text: string) => string

export interface Redactor {
  readonly redact: Redact
  /** Cuts this out too: a signature, a listen key. */
  add(secret: string): void
}

/** What is shorter is a test's own, and may be part of an honest word. */
const shortest = 8

/** Signatures and listen keys that are remembered. */
const remembered = 64

/** @param secrets cut out always, as they are and as addresses and JSON write them */
export function createRedactor(secrets: readonly string[]): Redactor {
  const passing = new Set<string>()
  return {
    redact(text) {
      let shown = text
      // One may be part of another: the longest goes first.
      const all = [...secrets, ...passing].sort((a, b) => b.length - a.length)
      for (const secret of all)
        for (const form of [secret, encodeURIComponent(secret), secret.replaceAll('/', '\\/')])
          if (secret.length >= shortest) shown = shown.split(form).join('…')
      return shown
    },
    add(secret) {
      passing.add(secret)
      const [oldest = ''] = passing
      if (passing.size > remembered) passing.delete(oldest)
    },
  }
}

/**
 * How a socket ends whose login was refused.
 * @param now Unix ms
 */
export function refusedEnd({ status, code, message, retryAt }: Refusal, now: number, redact: Redact): SocketEnd {
  const reason = redact(`${message} (code ${code})`)
  const end = { code: 1006, reason }
  if (status === 418 || status === 429)
    return { ...end, status, ...(retryAt !== undefined && { retryAfterMs: Math.max(0, retryAt - now) }) }
  // The firewall, or the location.
  if (status === 403 || status === 451) return { ...end, status }
  if (status >= 500 || code === outsideWindow) return end
  const text = `The exchange refuses this login: ${reason}. Mend key, signature or permissions; reconnect() tries again.`
  return { ...end, error: new FeedError('LOGIN_REFUSED', text, { context: { status, code } }) }
}

/**
 * How a socket ends for which the caller's own part was not done.
 * @param what as a sentence begins
 */
export function unsignedEnd(what: string, cause: unknown, redact: Redact): SocketEnd {
  const reason = redact(String((cause as Error | undefined)?.message ?? cause))
  // No cause: whatever it holds would be shown with the error.
  return { code: 1006, reason, error: temporary('SIGNING_FAILED', `${what}: ${reason}.`) }
}

/** Bytes as nobody needs them, for there are none on an account's connection: what is shown of them is their number. */
export const blank = ({ length }: Uint8Array): Uint8Array => new Uint8Array(length)

/** An end as the transport told it, without anything that must not be shown. */
export function redacted({ cause, ...end }: SocketEnd, redact: Redact): SocketEnd {
  const told = cause instanceof Error ? cause.message : cause === undefined ? '' : String(cause)
  return { ...end, reason: redact(end.reason), ...(told && { cause: new Error(redact(told)) }) }
}
