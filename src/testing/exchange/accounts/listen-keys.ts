/** Listen keys: one an account, good for an hour, and whoever holds it hears the account. */

import { type Answer, ok, type Prepared, type Refusal } from '../answers'
import type { Listener } from '../hub'
import { seeded, seedOf } from '../random'
import { wrap } from '../session'
import type { Outlet } from './outlet'
import { unauthorized } from './user-session'

interface Stream<L> {
  readonly apiKey: string
  readonly listeners: Map<L, ReadonlySet<string> | undefined>
  expiresAt: number
}

export interface ListenKeyOptions {
  readonly seed: number
  readonly market: string
  /** How long a key is good without being extended, in ms. */
  readonly lifeMs: number
  /** The last event of a key that ran out. */
  expired(key: string, at: number): string
}

/** What REST does with listen keys. */
export interface ListenKeyDesk {
  /** `undefined` for verbs that mean nothing here. */
  prepare(verb: string, apiKey: string | undefined, now: number): Prepared | undefined
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

// Binance futures, user data: POST gives the key that is good already, if there is one, and extends it.
export class ListenKeys<L extends Listener> implements ListenKeyDesk {
  /** By key: those that are good. */
  private readonly streams = new Map<string, Stream<L>>()
  private readonly random

  constructor(
    private readonly options: ListenKeyOptions,
    /** By API key: where its events come from. */
    private readonly outlets: ReadonlyMap<string, Outlet>,
  ) {
    this.random = seeded(seedOf(`${options.market} listen keys`, options.seed))
    for (const [apiKey, outlet] of outlets) {
      outlet.listen({ event: (text) => this.publish(apiKey, text), terminated: () => {} })
    }
  }

  // Binance futures, user data: the header alone says who asks; no signature, no parameters, weight 1.
  prepare(verb: string, apiKey: string | undefined, now: number): Prepared | undefined {
    if (!['POST', 'PUT', 'DELETE'].includes(verb)) return undefined
    return { weight: 1, answer: () => this.serve(verb, apiKey, now) }
  }

  create(apiKey: string, now: number): string {
    const found = this.keyOf(apiKey)
    const key = found ?? Array.from({ length: 64 }, () => letters[Math.floor(this.random() * letters.length)]).join('')
    const expiresAt = now + this.options.lifeMs
    const stream = this.streams.get(key)
    if (stream === undefined) this.streams.set(key, { apiKey, listeners: new Map(), expiresAt })
    else stream.expiresAt = expiresAt
    return key
  }

  /** Extends the key of an account. */
  extend(apiKey: string, now: number): string | Refusal {
    const key = this.keyOf(apiKey)
    if (key === undefined) return { status: 400, code: -1125, msg: 'This listenKey does not exist.' }
    this.streams.get(key)!.expiresAt = now + this.options.lifeMs
    return key
  }

  /** Ends the key of an account: its connections stay open and mute. Returns whether there was one. */
  remove(apiKey: string): boolean {
    const key = this.keyOf(apiKey)
    return key !== undefined && this.streams.delete(key)
  }

  /** Lets the key of an account run out now: with its last event, or without a word. */
  expire(apiKey: string, now: number, isSilent: boolean): boolean {
    const key = this.keyOf(apiKey)
    if (key === undefined) return false
    if (!isSilent) this.outlets.get(apiKey)!.emit(this.options.expired(key, Math.floor(now)), Math.floor(now))
    return this.streams.delete(key)
  }

  /** The key of an account, if it has one. */
  keyOf(apiKey: string): string | undefined {
    for (const [key, stream] of this.streams) if (stream.apiKey === apiKey) return key
    return undefined
  }

  /** How many connections hear an account. */
  listeners(apiKey: string): number {
    return this.streams.get(this.keyOf(apiKey) ?? '')?.listeners.size ?? 0
  }

  join(listener: L, key: string, events: ReadonlySet<string> | undefined): void {
    this.streams.get(key)?.listeners.set(listener, events)
  }

  leave(listener: L, key: string): void {
    this.streams.get(key)?.listeners.delete(listener)
  }

  /** Ends the keys whose time is over. */
  tick(now: number): void {
    for (const { apiKey, expiresAt } of [...this.streams.values()]) {
      if (now >= expiresAt) this.expire(apiKey, now, false)
    }
  }

  private serve(verb: string, apiKey: string | undefined, now: number): Answer {
    if (apiKey === undefined || !/^[A-Za-z0-9]{1,128}$/.test(apiKey)) {
      return { status: 401, code: -2014, msg: 'API-key format invalid.' }
    }
    if (!this.outlets.has(apiKey)) return unauthorized
    if (verb === 'DELETE') {
      this.remove(apiKey)
      return ok('{}')
    }
    const key = verb === 'POST' ? this.create(apiKey, now) : this.extend(apiKey, now)
    return typeof key === 'string' ? ok(`{"listenKey":"${key}"}`) : key
  }

  private publish(apiKey: string, text: string): number {
    const key = this.keyOf(apiKey)
    if (key === undefined) return 0
    let count = 0
    const name = /"e":"(\w+)"/.exec(text)?.[1] ?? ''
    for (const [listener, events] of this.streams.get(key)!.listeners) {
      if (events !== undefined && !events.has(name)) continue
      listener.data(listener.combined ? wrap(key, text) : text)
      count++
    }
    return count
  }
}
