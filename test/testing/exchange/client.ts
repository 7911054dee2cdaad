/** A bare client for the tests of the local exchange: everything it hears, and promises for what comes next. */

import { WebSocket } from 'ws'

export interface Client {
  readonly socket: WebSocket
  /** Texts in order; binary frames as hex after "0x". */
  readonly texts: readonly string[]
  readonly pings: readonly string[]
  /** The first text, past or future, that satisfies the test. */
  text(test: (text: string) => boolean): Promise<string>
  /** Sends a control message and waits for the reply with its id. */
  ask(method: string, params?: readonly unknown[]): Promise<string>
  /** Sends a control message. Returns its id. */
  tell(method: string, params?: readonly unknown[]): number
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
}

/** Begins to connect; errors end up in `closed`. */
export function dial(url: string, options: { readonly autoPong?: boolean } = {}): Client {
  const socket = new WebSocket(url, { perMessageDeflate: false, ...options })
  const texts: string[] = []
  const pings: string[] = []
  let waiting: (() => void)[] = []
  let lastId = 0
  socket.on('error', () => {})
  socket.on('ping', (payload) => pings.push(String(payload)))
  socket.on('message', (data: Buffer, isBinary) => {
    texts.push(isBinary ? `0x${data.toString('hex')}` : String(data))
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  const text = async (test: (text: string) => boolean) => {
    for (;;) {
      const found = texts.find(test)
      if (found !== undefined) return found
      await new Promise<void>((wake) => waiting.push(wake))
    }
  }
  const tell = (method: string, params?: readonly unknown[]) => {
    const id = ++lastId
    socket.send(JSON.stringify({ method, params, id }))
    return id
  }
  return {
    socket,
    texts,
    pings,
    text,
    tell,
    ask: (method, params) => {
      const id = tell(method, params)
      return text((one) => one.endsWith(`"id":${id}}`))
    },
    closed,
  }
}

/** Connects and waits until it is open. */
export async function connect(url: string, options: { readonly autoPong?: boolean } = {}): Promise<Client> {
  const client = dial(url, options)
  await new Promise<void>((resolve, reject) => {
    client.socket.once('open', resolve)
    client.closed.then(() => reject(new Error('closed before it was open')))
  })
  return client
}

/** Waits, by looking after each turn of the event loop, until something holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
