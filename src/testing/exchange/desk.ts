/** Where requests are weighed, answered and written down, whatever carried them here. */

import { type Answer, type Prepared, prepare, type Query, type Refusal } from './answers'
import { type Acks, answerFault, brokenRest, type FaultState } from './faults'
import type { Market } from './market'
import type { Log } from './record'
import { prepareTicker } from './tickers'
import type { Weights } from './weight'

export interface Ask {
  readonly via: 'rest' | 'socket'
  /** As the record shows it. */
  readonly target: string
  /** Named as it is below `/api/v3/`; or its answer, prepared elsewhere; or what is wrong with the request. */
  readonly endpoint: string | Prepared | Refusal
  readonly params: Readonly<Record<string, string>>
}

export interface Served {
  readonly answer: Answer
  /** Weight used in this window so far. */
  readonly used: number
  /** How the answer goes, where a fault of this endpoint says so. */
  readonly travel?: Acks | undefined
}

export interface DeskHost {
  readonly market: Market | undefined
  readonly state: FaultState
  readonly log: Log
  /** What requests are charged to. @default those of spot */
  readonly weights?: Weights
}

export class Desk {
  readonly weightLimit: number

  private readonly weights: Weights

  constructor(private readonly host: DeskHost) {
    this.weights = host.weights ?? host.log.weight
    this.weightLimit = this.weights.options.limit
  }

  serve(ask: Ask, now: number): Served {
    const { market, state, log } = this.host
    const { endpoint, params } = ask
    const stock = { market, now: Math.floor(now), lag: state.snapshotLag, weightLimit: this.weightLimit }
    const { weight, answer } = prepared(
      endpoint,
      (name) => prepareTicker(name, queryOf(params), stock) ?? prepare(name, queryOf(params), stock),
    )
    const { error, travel } = answerFault(state, ask.target)
    const broken = (ask.via === 'rest' ? brokenRest(state, now) : undefined) ?? error
    // A request that fails costs what it would have cost.
    if (broken !== undefined) this.weights.spend(weight, now)
    const given = broken ?? this.charge(weight, now) ?? answer()
    log.request({ at: now, via: ask.via, target: ask.target, params, weight, status: given.status })
    return { answer: given, used: this.weights.used, travel }
  }

  /** Takes the price of something; what it cannot pay for is refused. */
  charge(weight: number, now: number): Refusal | undefined {
    const verdict = this.weights.charge(weight, now)
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

function prepared(endpoint: Ask['endpoint'], named: (name: string) => Prepared | undefined): Prepared {
  if (typeof endpoint === 'string') return named(endpoint) ?? unknown
  return 'answer' in endpoint ? endpoint : { weight: 1, answer: () => endpoint }
}

function queryOf(params: Ask['params']): Query {
  return (name) => (Object.hasOwn(params, name) ? params[name] : undefined)
}

const unknown = {
  weight: 1,
  answer: (): Refusal => ({ status: 404, code: 0, msg: 'No such endpoint on the local exchange.' }),
}
