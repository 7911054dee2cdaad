/** Who has an account here: on spot, and on each market of contracts with a listen key. */

import { createAccounts, usualFirstOrderId } from './accounts/accounts'
import { FuturesAccount } from './accounts/futures-account'
import { listenKeyExpiredText } from './accounts/futures-events'
import { readKey } from './accounts/keys'
import { ListenKeys } from './accounts/listen-keys'
import { Outlet } from './accounts/outlet'
import type { Connection } from './connection'
import type { DerivativeMarket } from './derivatives/contracts'
import type { Floors } from './floors'
import { type LocalExchangeOptions, resolveOptions } from './options'
import type { Log, Marketplace } from './record'

export interface ClientsHost {
  readonly given: LocalExchangeOptions
  readonly floors: Floors<Connection>
  readonly log: Log
  now(): number
}

const wallets = { USDT: '1000000', BTC: '100', ETH: '1000' }

export function createClients({ given, floors, log, now }: ClientsHost) {
  const options = resolveOptions(given)
  const untaped = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('There is no market to trade in while a tape is played.')
    return one
  }
  const played = () => {
    untaped(floors.market).advance(now())
    return untaped(floors.market)
  }
  const spot = { market: () => untaped(floors.market), played, now }
  const accounts = createAccounts(options.accounts, readKey, spot, log)

  const open = (market: DerivativeMarket) => {
    const outlets = new Map(
      options.accounts.map(({ apiKey }) => [apiKey, new Outlet((event) => log.userEvent(apiKey, market, event))]),
    )
    const lifeMs = options.listenKeyMs / options.timeScale
    const expired = (key: string, at: number) => listenKeyExpiredText(market, key, at)
    const keys = new ListenKeys<Connection>({ seed: options.seed, market, lifeMs, expired }, outlets)
    const house = () => untaped(floors.houses).of(market)
    const advanced = () => {
      house().market.advance(now())
      return house()
    }
    const host = { house, played: advanced, now, keys }
    const traders = new Map(
      options.accounts.map(({ apiKey, firstOrderId = usualFirstOrderId }) => {
        const outlet = outlets.get(apiKey)!
        return [apiKey, new FuturesAccount(apiKey, market, BigInt(firstOrderId), wallets, host, outlet)]
      }),
    )
    return { keys, traders }
  }
  const contracts = { usdm: open('usdm'), coinm: open('coinm'), options: open('options') }

  const found = <T>(all: ReadonlyMap<string, T>, apiKey: string): T => {
    const one = all.get(apiKey)
    if (one === undefined) throw new RangeError(`There is no account with the key ${JSON.stringify(apiKey)}.`)
    return one
  }
  return {
    accounts,
    listenKeys: (market: Exclude<Marketplace, 'spot'>) => contracts[market].keys,
    account: (apiKey: string) => found(accounts, apiKey).account,
    futuresAccount: (apiKey: string, market: DerivativeMarket) => found(contracts[market].traders, apiKey),
    tick: (at: number) => {
      for (const { keys } of Object.values(contracts)) keys.tick(at)
    },
  }
}
