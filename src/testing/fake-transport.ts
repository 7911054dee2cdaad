/** Sockets played by the test: it opens them, speaks through them and ends them. */
import type { Socket, SocketEnd, SocketEvents, Transport } from '../core/transport'

/** One socket as the far end sees it. */
export class FakeSocket implements Socket {
  /** Text frames the client sent, oldest first. */
  readonly sent: string[] = []
  /** Pings the client sent. */
  pings = 0
  /** Payloads of the pongs the client sent. */
  readonly pongs: Uint8Array[] = []
  /** How the client closed politely, if it did. */
  closing: { readonly code: number; readonly reason: string } | undefined
  /** Whether the client has let go, or the end was reported. */
  over = false
  /** Whether it was opened. */
  isOpen = false

  constructor(
    readonly url: string,
    readonly events: SocketEvents,
    /** Headers of its handshake. */
    readonly headers: Readonly<Record<string, string>>,
    /** Whether the far end answers a polite close at once. */
    readonly answersClose: boolean,
    readonly watch: (kind: 'text' | 'ping' | 'pong', socket: FakeSocket, text?: string) => void,
  ) {}

  send(frame: string): void {
    this.sent.push(frame)
    this.watch('text', this, frame)
  }

  ping(): void {
    this.pings += 1
    this.watch('ping', this)
  }

  pong(payload: Uint8Array): void {
    this.pongs.push(payload)
    this.watch('pong', this)
  }

  close(code: number, reason: string): void {
    this.closing = { code, reason }
    if (this.answersClose) this.end({ code, reason })
  }

  abandon(): void {
    this.over = true
  }

  /** The far end accepts. */
  open(): void {
    if (this.over || this.isOpen) return
    this.isOpen = true
    this.events.opened()
  }

  /** The far end sends a text frame. */
  say(frame: string): void {
    if (!this.over) this.events.text(frame)
  }

  /** The far end sends a binary frame. */
  sayBytes(frame: Uint8Array): void {
    if (!this.over) this.events.binary(frame)
  }

  /** The far end pings. */
  pinged(payload: Uint8Array): void {
    if (!this.over) this.events.pinged?.(payload)
  }

  /** The far end shows life below the frames: a pong. */
  heard(): void {
    if (!this.over) this.events.heard?.()
  }

  /** The socket ends. */
  end(end: Partial<SocketEnd> = {}): void {
    if (this.over) return
    this.over = true
    this.events.closed({ code: 1006, reason: '', ...end })
  }
}

/** A transport whose far end is a test. */
export class FakeTransport implements Transport {
  readonly name = 'fake'
  /** Whether it says that it sends headers. */
  sendsHeaders = true
  /** Every socket ever asked for, oldest first. */
  readonly sockets: FakeSocket[] = []
  /** Whether new sockets answer a polite close. */
  answersClose = true
  /** Called with each new socket, before the client goes on. */
  onSocket: (socket: FakeSocket) => void = () => {}
  /** Called with each frame, ping and pong of the client. */
  onFrame: (kind: 'text' | 'ping' | 'pong', socket: FakeSocket, text?: string) => void = () => {}

  /** @param canPing whether its sockets have `ping`, as in Node. @default true */
  constructor(readonly canPing = true) {}

  open(url: string, events: SocketEvents, headers: Readonly<Record<string, string>> = {}): Socket {
    const socket = new FakeSocket(url, events, headers, this.answersClose, (kind, from, text) =>
      this.onFrame(kind, from, text),
    )
    this.sockets.push(socket)
    this.onSocket(socket)
    if (this.canPing) return socket
    return {
      send: (frame) => socket.send(frame),
      close: (code, reason) => socket.close(code, reason),
      abandon: () => socket.abandon(),
    }
  }

  /** The newest socket. @throws where there is none */
  get last(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (socket === undefined) throw new Error('No socket was asked for.')
    return socket
  }
}
