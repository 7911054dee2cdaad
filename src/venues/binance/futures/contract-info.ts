/** Contract info: what changes about contracts themselves: listing, settlement, brackets of leverage. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, define, type Facts } from '../channel'
import { atom, integer, listOf, only, optional, record, text } from '../wire'
import { marketOf, marketRoute, type OfProduct, pair, product } from './product'

/** A bracket of leverage. The wire has numbers here where it else has decimals in strings. */
export interface LeverageBracket {
  /** Its number, from 1. Wire: `bs`. */
  readonly bracket: number
  /** Notional it begins at. Wire: `bnf`. */
  readonly notionalFloor: number
  /** Notional it ends at. Wire: `bnc`. */
  readonly notionalCap: number
  /** Part of the notional that must stay as margin, of one. Wire: `mmr`. */
  readonly maintenanceMarginRate: number
  /** What is taken off that margin, so that it grows without steps. Wire: `cf`. */
  readonly maintenanceAmount: number
  /** Least leverage. Wire: `mi`. */
  readonly minLeverage: number
  /** Most leverage. Wire: `ma`. */
  readonly maxLeverage: number
}

/** A contract whose terms changed. */
export interface ContractInfo extends MarketEvent, OfProduct {
  readonly type: 'contractInfo'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Its type: `PERPETUAL`, `CURRENT_QUARTER`, … Wire: `ct`. */
  readonly contractType: string
  /** When it is delivered, Unix ms; of a perpetual one the year 2100. Wire: `dt`. */
  readonly deliveryTime: number
  /** When it was or will be listed, Unix ms. Wire: `ot`. */
  readonly onboardTime: number
  /** Where it is in its life: `PENDING_TRADING`, `TRADING`, `PRE_SETTLE`, `SETTLING`, `CLOSE`, … Wire: `cs`. */
  readonly status: string
  /** Its brackets of leverage, only where they changed. Wire: `bks`. */
  readonly brackets: readonly LeverageBracket[] | undefined
}

const number = /* @__PURE__ */ atom<number>(
  '(-?(?:0|[1-9]\\d*)(?:\\.\\d+)?)',
  (cursor, group) => () => +cursor.match[group]!,
  (value) => Number.isFinite(value),
  'a number',
)

const bracket = /* @__PURE__ */ record({
  bs: integer,
  bnf: number,
  bnc: number,
  mmr: number,
  cf: number,
  mi: number,
  ma: number,
})

export const contractInfoSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('contractInfo'),
  E: integer,
  s: text,
  ps: pair,
  ct: text,
  dt: integer,
  ot: integer,
  cs: text,
  bks: /* @__PURE__ */ optional(/* @__PURE__ */ listOf(bracket, 'a bracket')),
  st: product,
})

function toContractInfo(wire: InferOutput<typeof contractInfoSchema>, receiveTime: number): ContractInfo {
  return {
    type: 'contractInfo',
    eventTime: wire.E,
    symbol: wire.s,
    contractType: wire.ct,
    deliveryTime: wire.dt,
    onboardTime: wire.ot,
    status: wire.cs,
    brackets: wire.bks?.map((each) => ({
      bracket: each.bs,
      notionalFloor: each.bnf,
      notionalCap: each.bnc,
      maintenanceMarginRate: each.mmr,
      maintenanceAmount: each.cf,
      minLeverage: each.mi,
      maxLeverage: each.ma,
    })),
    pair: wire.ps,
    market: marketOf(wire.st),
    receiveTime,
  }
}

interface RoutedFacts extends Facts {
  readonly route: string
}

const kind = /* @__PURE__ */ define<typeof contractInfoSchema, ContractInfo, RoutedFacts>({
  type: 'contractInfo',
  family: 'futures',
  schema: contractInfoSchema,
  rules: [],
  event: toContractInfo,
  sequence: byEventTime,
})

/**
 * Contracts that are listed, settled, or given other brackets of leverage, one an event; silent for as long as nothing
 * changes. USD-M and COIN-M alike: `market` says of which.
 */
export function contractInfo(): Channel<ContractInfo> {
  return kind({ stream: '!contractInfo', symbol: '', silenceMs: 86_400_000, route: marketRoute })
}
