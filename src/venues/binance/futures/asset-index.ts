/** Asset index: what an asset counts for as margin in multi-assets mode. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, define, type Facts, sameSymbol } from '../channel'
import { spell } from '../symbol'
import { decimal, integer, only, record, text } from '../wire'
import { marketRoute } from './product'
import { defineRows, type Rows } from './rows'

/** The index of an asset in USD, and the rates it is taken at. A rate is the index less, or plus, its buffer. */
export interface AssetIndex extends MarketEvent {
  readonly type: 'assetIndex'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The asset and USD, as the exchange writes them: `ADAUSD`. Wire: `s`. */
  readonly symbol: string
  /** The index; a decimal. Wire: `i`. */
  readonly indexPrice: string
  /** Part of the index taken off for `bidRate`, of one; a decimal. Wire: `b`. */
  readonly bidBuffer: string
  /** Part of the index put on for `askRate`, of one; a decimal. Wire: `a`. */
  readonly askBuffer: string
  /** What a positive balance counts for; a decimal. Wire: `B`. */
  readonly bidRate: string
  /** What a negative balance counts for; a decimal. Wire: `A`. */
  readonly askRate: string
  /** The buffer of `autoExchangeBidRate`; a decimal. Wire: `q`. */
  readonly autoExchangeBidBuffer: string
  /** The buffer of `autoExchangeAskRate`; a decimal. Wire: `g`. */
  readonly autoExchangeAskBuffer: string
  /** What a positive balance is exchanged at by force; a decimal. Wire: `Q`. */
  readonly autoExchangeBidRate: string
  /** What a negative balance is exchanged at by force; a decimal. Wire: `G`. */
  readonly autoExchangeAskRate: string
}

/** Indices of all assets. */
export interface AssetIndexes extends Rows<AssetIndex> {
  readonly type: 'assetIndexes'
}

export const assetIndexSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('assetIndexUpdate'),
  E: integer,
  s: text,
  i: decimal,
  b: decimal,
  a: decimal,
  B: decimal,
  A: decimal,
  q: decimal,
  g: decimal,
  Q: decimal,
  G: decimal,
})

function toAssetIndex(wire: InferOutput<typeof assetIndexSchema>, receiveTime: number): AssetIndex {
  return {
    type: 'assetIndex',
    eventTime: wire.E,
    symbol: wire.s,
    indexPrice: wire.i,
    bidBuffer: wire.b,
    askBuffer: wire.a,
    bidRate: wire.B,
    askRate: wire.A,
    autoExchangeBidBuffer: wire.q,
    autoExchangeAskBuffer: wire.g,
    autoExchangeBidRate: wire.Q,
    autoExchangeAskRate: wire.G,
    receiveTime,
  }
}

interface RoutedFacts extends Facts {
  readonly route: string
}

const kind = /* @__PURE__ */ define<typeof assetIndexSchema, AssetIndex, RoutedFacts>({
  type: 'assetIndex',
  family: 'futures',
  schema: assetIndexSchema,
  rules: [sameSymbol],
  event: toAssetIndex,
  sequence: byEventTime,
})

const rowsKind = /* @__PURE__ */ defineRows<typeof assetIndexSchema, AssetIndexes>({
  type: 'assetIndexes',
  schema: assetIndexSchema,
  row: toAssetIndex,
})

/**
 * The index of an asset that is margin in multi-assets mode of USD-M, each second.
 * @param asset with USD, in either case: `ADAUSD`
 * @throws FeedError INVALID_CHANNEL
 */
export function assetIndex(asset: string): Channel<AssetIndex> {
  const { lower, upper } = spell(asset)
  return kind({ stream: `${lower}@assetIndex`, symbol: upper, silenceMs: 20_000, route: marketRoute })
}

/** The same of all assets, each second; since 2026 also of those that COIN-M settles in. */
export function allAssetIndexes(): Channel<AssetIndexes> {
  return rowsKind({ stream: '!assetIndex@arr', symbol: '', silenceMs: 20_000, route: marketRoute })
}
