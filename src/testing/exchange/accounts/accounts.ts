/** The accounts of the exchange, by their API keys. */

import type { AccountOptions } from '../options'
import type { Log } from '../record'
import { Outlet } from './outlet'
import type { Key } from './signed'
import { type AccountHost, SpotAccount } from './spot-account'
import type { Keyed } from './user-session'

/** What an account owns unless it is said. */
const usualBalances = { BTC: '10', ETH: '100', BNB: '100', SOL: '1000', USDT: '1000000' }

export const usualFirstOrderId = 48_000_000_001n

/** `readKey` is Node's business, so it comes from outside. */
export function createAccounts(
  options: readonly AccountOptions[],
  readKey: (options: AccountOptions) => Key,
  host: AccountHost,
  log: Log,
): ReadonlyMap<string, Keyed> {
  const accounts = new Map<string, Keyed>()
  for (const each of options) {
    const { apiKey, balances = usualBalances, firstOrderId = usualFirstOrderId } = each
    if (!/^[A-Za-z0-9]{1,128}$/.test(apiKey) || accounts.has(apiKey)) {
      throw new RangeError(`accounts: each apiKey must be letters and digits, and there once; received "${apiKey}".`)
    }
    const outlet = new Outlet((event) => log.userEvent(apiKey, 'spot', event))
    const account = new SpotAccount({ apiKey, balances, firstOrderId: BigInt(firstOrderId) }, host, outlet)
    accounts.set(apiKey, { account, key: readKey(each) })
  }
  return accounts
}
