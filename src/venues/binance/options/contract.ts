/** Options by name: contracts, what they are on, and the day they expire. */
import { refuse, type Spelling, spell } from '../symbol'

// Underlying, yymmdd, strike, call or put.
const contract = /^[^-]+-\d{6}-\d+(?:\.\d+)?-[cp]$/i

/** Whether a name has the parts of a contract's; that of an underlying has no hyphen. */
export const isContract = (name: string) => typeof name === 'string' && name.includes('-')

/**
 * Both spellings of a contract: lower-case in the names of streams, upper-case in events.
 * @param symbol in either case: `BTC-261225-100000-C`
 * @throws FeedError INVALID_CHANNEL
 */
export function spellOption(symbol: string): Spelling {
  const spelling = spell(symbol)
  if (!contract.test(symbol)) throw refuse('symbol', 'an option, such as BTC-261225-100000-C', symbol)
  return spelling
}

/**
 * Both spellings of what options are on.
 * @param underlying the pair of their index, in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function spellUnderlying(underlying: string): Spelling {
  const spelling = spell(underlying)
  if (isContract(underlying)) throw refuse('underlying', 'the pair of an index, such as BTCUSDT', underlying)
  return spelling
}

/**
 * A day as the exchange writes it.
 * @throws FeedError INVALID_CHANNEL
 */
export function checkedExpiry(expiry: string): string {
  if (typeof expiry !== 'string' || !/^\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(expiry))
    throw refuse('expiry', 'a day as yymmdd, such as 261225', expiry)
  return expiry
}
