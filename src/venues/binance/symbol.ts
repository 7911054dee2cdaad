/** Symbols: which are accepted, and how they are written in stream names and in events. */
import { type FeedError, refusal } from '../../core/errors'

// Spot lists symbols in other scripts than Latin, so this names what a symbol cannot hold, not what it can.
const forbidden = /[\s\p{Cc}\p{Cs}@/!?&#%,"'`\\]/u

/** A symbol as stream names and as events write it. */
export interface Spelling {
  readonly lower: string
  readonly upper: string
}

/**
 * Both spellings of a symbol.
 * @param symbol in either case
 * @throws FeedError INVALID_CHANNEL
 */
export function spell(symbol: string): Spelling {
  if (typeof symbol !== 'string' || !symbol || symbol.length > 64 || forbidden.test(symbol)) {
    throw refuse('symbol', '1 to 64 characters, none of them white space, a quote or @/!?&#%,\\', symbol)
  }
  // Only ASCII letters change case on the wire: mapping others would name another market.
  return {
    lower: symbol.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
    upper: symbol.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  }
}

/** The error for an argument that makes no channel. */
export function refuse(argument: string, must: string, value: unknown): FeedError {
  return refusal('INVALID_CHANNEL', argument, `must be ${must}`, value, { argument })
}
