/** A channel of every maker there is, by its sample call. */
import { makers } from '../../scripts/channels.mjs'
import * as door from '../../src/binance'
import type { Channel } from '../../src/core/channel'

export const channels: ReadonlyMap<string, Channel> = new Map(
  makers.map(({ maker, args }) => {
    const make = (door as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Channel>>)[maker]!
    return [maker, make(...args)]
  }),
)
