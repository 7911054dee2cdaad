/** Who is subscribed to what, and the one place where every payload passes. */

import type { Audience } from './audience'
import { inMicroseconds } from './microseconds'
import { wrap } from './session'

/** A subscriber, as the hub sees it. */
export interface Listener {
  /** Whether it gets the combined form. */
  readonly combined: boolean
  /** Whether its times are in µs. */
  readonly inMicroseconds: boolean
  data(text: string): void
}

/** What makes the data: told which streams somebody wants. */
export interface Source {
  wanted(stream: string): void
  unwanted(stream: string): void
}

/** What keeps the payloads. */
export interface HubLog {
  produced(stream: string, payload: string): void
  swallow(stream: string, payload: string): void
}

export class Hub<L extends Listener> implements Audience<L> {
  private readonly listeners = new Map<string, Set<L>>()
  /** Events still to be lost, by stream. */
  private readonly holds = new Map<string, number>()
  /** Events still to be sent twice, by stream. */
  private readonly twice = new Map<string, number>()

  constructor(
    private readonly log: HubLog,
    private readonly source: Source,
  ) {}

  join(listener: L, stream: string): void {
    const audience = this.listeners.get(stream)
    if (audience !== undefined) {
      audience.add(listener)
      return
    }
    this.listeners.set(stream, new Set([listener]))
    this.source.wanted(stream)
  }

  leave(listener: L, stream: string): void {
    const audience = this.listeners.get(stream)
    if (!audience?.delete(listener) || audience.size > 0) return
    this.listeners.delete(stream)
    this.source.unwanted(stream)
  }

  audience(stream: string): Iterable<L> {
    return this.listeners.get(stream) ?? []
  }

  hold(stream: string, count: number): void {
    this.holds.set(stream, count)
  }

  duplicate(stream: string, count: number): void {
    this.twice.set(stream, count)
  }

  /** Delivers a payload to everybody subscribed. `combined` is its wrapped form, where that was recorded. */
  publish(stream: string, payload: string, combined?: string): void {
    const audience = this.listeners.get(stream)
    if (audience === undefined) return
    this.log.produced(stream, payload)
    if (takeOne(this.holds, stream)) {
      this.log.swallow(stream, payload)
      return
    }
    let wrapped = combined
    let fine: { readonly payload: string; readonly wrapped: string } | undefined
    for (let copies = takeOne(this.twice, stream) ? 2 : 1; copies > 0; copies--) {
      for (const listener of audience) {
        if (listener.inMicroseconds) {
          fine ??= fineForms(stream, payload)
          listener.data(listener.combined ? fine.wrapped : fine.payload)
        } else listener.data(listener.combined ? (wrapped ??= wrap(stream, payload)) : payload)
      }
    }
  }
}

function fineForms(stream: string, text: string) {
  const payload = inMicroseconds(text)
  return { payload, wrapped: wrap(stream, payload) }
}

function takeOne(counts: Map<string, number>, stream: string): boolean {
  const left = counts.get(stream) ?? 0
  if (left > 1) counts.set(stream, left - 1)
  else counts.delete(stream)
  return left > 0
}
