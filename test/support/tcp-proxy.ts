/** A TCP proxy between a client and a server on this machine, which breaks the line on command. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpProxyOptions {
  /** Port of the server behind, on 127.0.0.1. */
  readonly target: number
  /** In ms; what is delayed is due by it. @default performance.now */
  readonly now?: () => number
  /** Calls back so many ms later; what is delayed or throttled waits by it. @default setTimeout */
  readonly later?: (ms: number, act: () => void) => void
}

/** Faults of delay, throttle and split hold for lines that are open and lines to come, until they are switched off. */
export interface TcpProxy {
  readonly port: number
  /** Connections accepted so far, those that were dropped at once among them. */
  readonly accepted: number
  /** Lines open now, those in a black hole among them. */
  readonly open: number
  /** Stops listening: who dials is refused. Lines that are open stay. */
  refuse(): Promise<void>
  /** Listens again, on the same port. */
  listen(): Promise<void>
  /** Accepts and hangs up at once, while on. */
  drop(on: boolean): void
  /** Ends every line on both sides. Returns how many. */
  cut(): number
  /** Resets every line towards the client in the middle of the next frame of the server: half of its bytes still arrive. */
  resetInFrame(): void
  /** Swallows all that the open lines carry from now on, in both directions and for ever; TCP stays. Returns how many. */
  blackHole(): number
  /** Delivers everything so many ms late, in order; 0 = off. */
  delay(ms: number): void
  /** Lets so many bytes a second through to each client; `undefined` = off. */
  throttle(bytesPerSecond: number | undefined): void
  /** Writes pieces of at most so many bytes, one by one; `undefined` = off. */
  split(bytes: number | undefined): void
  /** Drops everything and stops listening. */
  close(): Promise<void>
}

/** How lines carry, as all of them read it. */
interface Road {
  delayMs: number
  bytesPerSecond: number | undefined
  pieceBytes: number | undefined
  readonly now: () => number
  readonly later: (ms: number, act: () => void) => void
}

/** More than this on its way, and no more is read. */
const enough = 65_536

/** One direction of a line. */
class Lane {
  isBlack = false
  /** Resets the receiver in the middle of the next chunk. */
  isDoomed = false
  private readonly parcels: { readonly bytes: Buffer | undefined; readonly due: number }[] = []
  private held = 0
  private isMoving = false

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly road: Road,
    private readonly isToClient: boolean,
  ) {
    from.on('data', (bytes: Buffer) => this.take(bytes))
    from.on('end', () => this.take(undefined))
  }

  /** Bytes, or the end of them. */
  private take(bytes: Buffer | undefined): void {
    if (this.isBlack) return
    this.parcels.push({ bytes, due: this.road.now() + this.road.delayMs })
    this.held += bytes?.length ?? 0
    if (this.held > enough) this.from.pause()
    if (!this.isMoving) void this.move()
  }

  private async move(): Promise<void> {
    this.isMoving = true
    for (let next = this.parcels.shift(); next !== undefined; next = this.parcels.shift()) {
      const wait = next.due - this.road.now()
      if (wait > 0) await this.wait(wait)
      if (next.bytes === undefined) this.to.end()
      else await this.carry(next.bytes)
      this.held -= next.bytes?.length ?? 0
      if (this.held <= enough) this.from.resume()
    }
    this.isMoving = false
  }

  private async carry(bytes: Buffer): Promise<void> {
    if (this.isDoomed) {
      await this.write(bytes.subarray(0, Math.ceil(bytes.length / 2)))
      this.to.resetAndDestroy()
      this.from.destroy()
      return
    }
    for (let at = 0; at < bytes.length && !this.isBlack && this.to.writable; ) {
      const { pieceBytes, bytesPerSecond } = this.road
      const rate = this.isToClient ? bytesPerSecond : undefined
      // Twenty times a second is as smooth as anybody looks.
      const size = Math.min(pieceBytes ?? bytes.length, rate === undefined ? bytes.length : Math.ceil(rate / 20))
      const piece = bytes.subarray(at, at + size)
      await this.write(piece)
      at += piece.length
      if (rate !== undefined) await this.wait((1_000 * piece.length) / rate)
      // A turn for each, or they leave together.
      else if (pieceBytes !== undefined) await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }

  /** Resolves when the bytes are gone, or never will be. */
  private write(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      if (!this.to.writable) return resolve()
      this.to.once('close', resolve)
      this.to.write(bytes, () => {
        this.to.off('close', resolve)
        resolve()
      })
    })
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.road.later(ms, resolve))
  }
}

class Line {
  private readonly lanes: readonly [up: Lane, down: Lane]
  private isBlack = false

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    road: Road,
    ended: () => void,
  ) {
    this.lanes = [new Lane(client, server, road, false), new Lane(server, client, road, true)]
    for (const [near, far] of [
      [client, server],
      [server, client],
    ] as const) {
      near.setNoDelay(true)
      // A reset: `close` follows.
      near.on('error', () => {})
      near.on('close', () => {
        if (!this.isBlack) far.destroy()
        if (client.destroyed && server.destroyed) ended()
      })
    }
  }

  destroy(): void {
    this.client.destroy()
    this.server.destroy()
  }

  doom(): void {
    this.lanes[1].isDoomed = true
  }

  blacken(): void {
    this.isBlack = true
    for (const lane of this.lanes) lane.isBlack = true
  }
}

/** Starts a proxy on a free port of 127.0.0.1. */
export async function createTcpProxy({
  target,
  now = () => performance.now(),
  later = setTimer,
}: TcpProxyOptions): Promise<TcpProxy> {
  const road: Road = { delayMs: 0, bytesPerSecond: undefined, pieceBytes: undefined, now, later }
  const lines = new Set<Line>()
  let accepted = 0
  let isDropping = false
  // The end of one direction is passed on, not answered.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    accepted += 1
    if (isDropping) return void client.destroy()
    const line: Line = new Line(client, connect({ port: target, host: '127.0.0.1', allowHalfOpen: true }), road, () =>
      lines.delete(line),
    )
    lines.add(line)
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  // What `close` waits for, the end of the lines, is not waited for here.
  const refuse = async () => void (server.listening && server.close())
  const cut = () => {
    const count = lines.size
    for (const line of lines) line.destroy()
    return count
  }
  return {
    port,
    get accepted() {
      return accepted
    },
    get open() {
      return lines.size
    },
    refuse,
    listen: async () => {
      if (!server.listening) await listen(port)
    },
    drop: (on) => {
      isDropping = on
    },
    cut,
    resetInFrame: () => {
      for (const line of lines) line.doom()
    },
    blackHole: () => {
      for (const line of lines) line.blacken()
      return lines.size
    },
    delay: (ms) => {
      road.delayMs = ms
    },
    throttle: (bytesPerSecond) => {
      road.bytesPerSecond = bytesPerSecond
    },
    split: (bytes) => {
      road.pieceBytes = bytes
    },
    close: async () => {
      cut()
      await refuse()
    },
  }
}

function setTimer(ms: number, act: () => void): void {
  setTimeout(act, ms)
}
