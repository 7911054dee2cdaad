/** Who is logged on to a request socket, and which accounts' events it listens to. */

import type { Answer, Prepared, Refusal } from '../answers'
import type { EventListener } from './outlet'
import { flawOf, type Key, missing, type Params } from './signed'
import type { SpotAccount } from './spot-account'
import { terminatedText } from './spot-events'

/** An account and what it signs with. */
export interface Keyed {
  readonly account: SpotAccount
  readonly key: Key
}

export interface UserSessionHost {
  /** By API key. */
  readonly accounts: ReadonlyMap<string, Keyed>
  readonly openedAt: number
  readonly returnRateLimits: boolean
  /** Subscriptions a connection may have had in its life. @default 65_535 */
  readonly mostSubscriptions?: number
  data(text: string): void
}

interface Subscription extends EventListener {
  readonly id: number
  readonly account: SpotAccount
  /** Whether it came from being logged on. */
  readonly isLogon: boolean
}

type Act = (params: Params, now: number) => Answer

/** All methods of sessions and user streams weigh as much. */
const weight = 2

export class UserSession {
  private logon: { readonly keyed: Keyed; readonly since: number } | undefined
  private readonly subscriptions = new Map<number, Subscription>()
  private nextId = 0
  private readonly acts: ReadonlyMap<string, Act> = new Map<string, Act>([
    ['session.logon', (params, now) => this.logOn(params, now)],
    ['session.status', (_, now) => this.status(now)],
    ['session.logout', (_, now) => this.logOut(now)],
    ['session.subscriptions', () => this.list()],
    ['userDataStream.subscribe', () => this.subscribe()],
    ['userDataStream.subscribe.signature', (params, now) => this.subscribeSigned(params, now)],
    ['userDataStream.unsubscribe', (params, now) => this.unsubscribe(params, now)],
  ])

  constructor(private readonly host: UserSessionHost) {}

  /** A request of sessions and user streams; `undefined` for any other. */
  prepare(method: string, params: Params, now: number): Prepared | undefined {
    const act = this.acts.get(method.replace(/^v3\//, ''))
    return act && { weight, answer: () => act(params, now) }
  }

  /** Whether the key it was logged on with was taken away; it is logged on no more when asked again. */
  lostItsKey(): boolean {
    if (this.logon?.keyed.account.isRevoked !== true) return false
    this.logon = undefined
    return true
  }

  /** Leaves every account: the connection is gone. */
  end(): void {
    for (const subscription of this.subscriptions.values()) subscription.account.outlet.leave(subscription)
    this.subscriptions.clear()
  }

  private logOn(params: Params, now: number): Answer {
    const found = this.signer(params, now)
    if ('status' in found) return found
    // Binance spot, session.logon: Ed25519 keys only.
    if (found.key.kind !== 'ed25519') {
      return { status: 400, code: -4056, msg: `${names[found.key.kind]} API key is not supported.` }
    }
    this.logon = { keyed: found, since: Math.floor(now) }
    return this.status(now)
  }

  private status(now: number): Answer {
    const { openedAt, returnRateLimits } = this.host
    const { keyed, since } = this.logon ?? {}
    return ok({
      apiKey: keyed?.account.apiKey ?? null,
      authorizedSince: since ?? null,
      connectedSince: Math.floor(openedAt),
      returnRateLimits,
      serverTime: Math.floor(now),
      userDataStream: [...this.subscriptions.values()].some(({ isLogon }) => isLogon),
    })
  }

  private logOut(now: number): Answer {
    this.logon = undefined
    for (const subscription of this.subscriptions.values()) if (subscription.isLogon) this.close(subscription, now)
    return this.status(now)
  }

  private list(): Answer {
    return ok([...this.subscriptions.keys()].map((subscriptionId) => ({ subscriptionId })))
  }

  private subscribe(): Answer {
    if (this.logon === undefined) return unauthorized
    return this.open(this.logon.keyed.account, true)
  }

  private subscribeSigned(params: Params, now: number): Answer {
    const found = this.signer(params, now)
    return 'status' in found ? found : this.open(found.account, false)
  }

  private unsubscribe(params: Params, now: number): Answer {
    const given = params.subscriptionId
    if (given === undefined) {
      for (const subscription of [...this.subscriptions.values()]) this.close(subscription, now)
      return ok({})
    }
    const subscription = this.subscriptions.get(/^\d{1,5}$/.test(given) ? Number(given) : -1)
    if (subscription === undefined) {
      return { status: 400, code: -2036, msg: 'User Data Stream subscription not active.' }
    }
    this.close(subscription, now)
    return ok({})
  }

  // Binance spot, user data streams: one active subscription an account and connection, and 65,535 ids in its life.
  private open(account: SpotAccount, isLogon: boolean): Answer {
    for (const { account: other } of this.subscriptions.values()) {
      if (other === account) return { status: 400, code: -2035, msg: 'User Data Stream subscription already active.' }
    }
    if (this.nextId >= (this.host.mostSubscriptions ?? 65_535)) {
      return { status: 400, code: -2042, msg: 'Subscription ids of this connection are exhausted; connect again.' }
    }
    const id = this.nextId++
    const { data } = this.host
    const subscription: Subscription = {
      id,
      account,
      isLogon,
      event: (text) => {
        data(wrapped(id, text))
        return 1
      },
      terminated: (notice) => {
        this.subscriptions.delete(id)
        data(wrapped(id, notice))
      },
    }
    this.subscriptions.set(id, subscription)
    account.outlet.listen(subscription)
    return ok({ subscriptionId: id })
  }

  private close(subscription: Subscription, now: number): void {
    const at = Math.floor(now)
    subscription.account.outlet.end(subscription, terminatedText(at), at)
  }

  /** Whose request this is, if it is signed by somebody known, in time. */
  private signer(params: Params, now: number): Keyed | Refusal {
    const { apiKey, signature } = params
    if (apiKey === undefined) return missing('apiKey')
    if (!/^[A-Za-z0-9]{1,128}$/.test(apiKey)) return { status: 401, code: -2014, msg: 'API-key format invalid.' }
    if (signature === undefined) return missing('signature')
    const keyed = this.host.accounts.get(apiKey)
    if (keyed === undefined || keyed.account.isRevoked) return unauthorized
    return flawOf(params, keyed.key, now) ?? keyed
  }
}

const names = { hmac: 'HMAC_SHA256', rsa: 'RSA', ed25519: 'Ed25519' } as const

/** A key that is not known, or may not do this. */
export const unauthorized: Refusal = {
  status: 401,
  code: -2015,
  msg: 'Invalid API-key, IP, or permissions for action.',
}

function ok(body: unknown): Answer {
  return { status: 200, body: JSON.stringify(body) }
}

function wrapped(id: number, event: string): string {
  return `{"subscriptionId":${id},"event":${event}}`
}
