/** The price of an index: one walk that all contracts on it follow, and its bars. */

import { Candles } from '../candles'
import { type Scale, stepsOf } from '../decimals'
import { minuteMs, secondMs } from '../intervals'
import { seeded, seedOf } from '../random'
import { Walk } from '../walk'
import type { IndexDefinition } from './contracts'

/** Prices of indices and marks are whole numbers of 10⁻⁸. */
export const fine: Scale = { mantissa: 1, decimals: 8 }

const stepMs = 100

export class IndexPrice {
  readonly candles: Candles
  private readonly walk: Walk
  private readonly random
  /** One price a minute, of the time before the start. */
  private readonly past: number[] = []
  private time: number

  constructor(
    readonly name: string,
    { price }: IndexDefinition,
    seed: number,
    private readonly startTime: number,
    private readonly historyMs: number,
  ) {
    const home = stepsOf(price, fine)
    this.random = seeded(seedOf(`${name} index`, seed))
    this.walk = new Walk(home)
    const from = startTime - historyMs
    this.candles = new Candles(from, home, Math.max(from, startTime - 15 * minuteMs))
    for (let at = from; at < startTime; at += minuteMs) {
      this.walk.step(minuteMs, this.random, at)
      this.past.push(this.walk.value)
      this.candles.add(tick(at, this.walk.value))
    }
    this.candles.roll(startTime)
    this.time = startTime
  }

  /** Its price now, in 10⁻⁸. */
  get price(): number {
    return Math.max(1, Math.round(this.walk.value))
  }

  /** Its price at a moment, in 10⁻⁸: of the past by the minute; a moment to come brings it there. */
  at(time: number): number {
    if (time < this.startTime) {
      const minute = Math.floor((time - this.startTime + this.historyMs) / minuteMs)
      return this.past[Math.min(Math.max(0, minute), this.past.length - 1)] ?? this.walk.value
    }
    while (this.time + stepMs <= time) {
      this.time += stepMs
      this.walk.step(stepMs, this.random, this.time)
      if (Math.floor(this.time / secondMs) !== Math.floor((this.time - stepMs) / secondMs)) this.second()
    }
    return this.walk.value
  }

  /** Each second is one tick of its bars. */
  private second(): void {
    const at = Math.floor(this.time / secondMs) * secondMs
    this.candles.roll(at)
    this.candles.add(tick(at, this.walk.value))
  }
}

/** A price as bars count it: no volume, and its time for an id. */
export function tick(time: number, price: number) {
  const at = Math.floor(time)
  return { id: at, price: Math.max(1, Math.round(price)), quantity: 0, time: at, isBuyerMaker: true }
}
