/** Where requests are weighed, answered and written down, whatever carried them here. */

import { type Answer, prepare, type Refusal } from './answers'
import { brokenRest, type FaultState } from './faults'
import type { Market } from './market'
import type { Log } from './record'

export interface Ask {
  readonly via: 'rest' | 'socket'
  /** As the record shows it. */
  readonly target: string
  /** Named as it is below `/api/v3/`, or what is wrong with the request. */
  readonly endpoint: string | Refusal
  readonly params: Readonly<Record<string, string>>
}

export interface Served {
  readonly answer: Answer
  /** Weight used in this window so far. */
  readonly used: number
}

export interface DeskHost {
  readonly market: Market | undefined
  readonly state: FaultState
  readonly log: Log
}

export class Desk {
  readonly weightLimit: number

  constructor(private readonly host: DeskHost) {
    this.weightLimit = host.log.weight.options.limit
  }

  serve(ask: Ask, now: number): Served {
    const { market, state, log } = this.host
    const { endpoint, params } = ask
    const stock = { market, now: Math.floor(now), lag: state.snapshotLag, weightLimit: this.weightLimit }
    const { weight, answer } =
      typeof endpoint !== 'string'
        ? { weight: 1, answer: () => endpoint }
        : (prepare(endpoint, (name) => (Object.hasOwn(params, name) ? params[name] : undefined), stock) ?? unknown)
    const broken = ask.via === 'rest' ? brokenRest(state, now) : undefined
    // A request that fails costs what it would have cost.
    if (broken !== undefined) log.weight.spend(weight, now)
    const given = broken ?? this.charge(weight, now) ?? answer()
    log.request({ at: now, via: ask.via, target: ask.target, params, weight, status: given.status })
    return { answer: given, used: log.weight.used }
  }

  /** Takes the price of something; what it cannot pay for is refused. */
  charge(weight: number, now: number): Refusal | undefined {
    const verdict = this.host.log.weight.charge(weight, now)
    if (verdict.kind === 'granted') return undefined
    const { retryAt } = verdict
    if (verdict.kind === 'limited') {
      const msg = `Too much request weight used; current limit is ${this.weightLimit} request weight per 1 MINUTE.`
      return { status: 429, code: -1003, msg: `${msg} Please use WebSocket Streams for live updates.`, retryAt }
    }
    const msg = `Way too much request weight used; IP banned until ${retryAt}.`
    return {
      status: 418,
      code: -1003,
      msg: `${msg} Please use WebSocket Streams for live updates to avoid bans.`,
      retryAt,
    }
  }
}

const unknown = {
  weight: 1,
  answer: (): Refusal => ({ status: 404, code: 0, msg: 'No such endpoint on the local exchange.' }),
}
