/** The open connections together: what happens to all of them, or to one by its place. */

import type { Connection } from './connection'
import type { Door } from './record'

export class Connections {
  /** Oldest first. */
  private readonly all = new Set<Connection>()

  constructor(private readonly later: (ms: number, act: () => void) => void) {}

  add(connection: Connection): void {
    this.all.add(connection)
  }

  delete(connection: Connection): void {
    this.all.delete(connection)
  }

  tick(now: number): void {
    for (const connection of this.all) connection.tick(now)
  }

  /** A frame of no stream, to all that listen to streams. */
  notice(frame: string): void {
    for (const connection of this.of('streams')) connection.data(frame)
  }

  ping(count: number): void {
    for (const connection of this.all) for (let i = 0; i < count; i++) connection.sendPing()
  }

  close(code: number, reason: string): number {
    for (const connection of this.all) connection.close(code, reason)
    return this.all.size
  }

  cut(only?: Door): number {
    const cut = this.of(only)
    for (const connection of cut) connection.cut()
    return cut.length
  }

  cutOne(index: number): boolean {
    const connection = this.at(index)
    connection?.cut()
    return connection !== undefined
  }

  lag(index: number, ms: number): boolean {
    const connection = this.at(index)
    connection?.lag(ms)
    return connection !== undefined
  }

  /** Announces the end to everybody, or to one; and brings it, if asked to. */
  shutdown(afterMs: number | undefined, index: number | undefined, cutAll: () => void): void {
    if (index === undefined) {
      for (const connection of this.all) connection.shutdown()
      if (afterMs !== undefined) this.later(afterMs, cutAll)
      return
    }
    const connection = this.at(index)
    connection?.shutdown()
    if (connection !== undefined && afterMs !== undefined) this.later(afterMs, () => connection.cut())
  }

  /** Sends to these, or to everybody. */
  send(data: string | Uint8Array, receivers: Iterable<Connection> = this.all): number {
    let count = 0
    for (const connection of receivers) if (connection.write(data)) count++
    return count
  }

  private of(kind: Door | undefined): readonly Connection[] {
    return [...this.all].filter((connection) => kind === undefined || connection.log.kind === kind)
  }

  private at(index: number): Connection | undefined {
    return this.of('streams').filter((connection) => connection.isOpen)[index]
  }
}
