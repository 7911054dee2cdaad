/** Sockets of the WebSocket API that count as open when the account's stream is subscribed. */
import type { Host } from '../../../core/clock'
import type { Socket, SocketEnd, SocketEvents, Transport } from '../../../core/transport'
import { isStreamFrame } from './read'
import { blank, type Redactor, redacted, refusedEnd, unsignedEnd } from './refusal'
import { payloadOf, type Sign } from './signing'
import { through } from './through'

/** With what a session begins. */
export interface Login {
  readonly apiKey: string
  readonly sign: Sign
  /** How late a signed frame may arrive, in ms. */
  readonly recvWindow: number
  /** Logs the whole connection in first, which Ed25519 keys alone can. */
  readonly logon: boolean
  /** Is told of the signatures. */
  readonly redactor: Redactor
}

/** What the exchange answers a second subscription of the same account. */
const alreadyActive = -2035

/** Ids of the frames of a login; all others are numbers. */
const steps: readonly unknown[] = ['time', 'logon', 'subscribe']

interface Answer {
  readonly id?: unknown
  readonly status?: number
  readonly result?: { readonly serverTime?: number }
  readonly error?: { readonly code?: number; readonly msg?: string; readonly data?: { readonly retryAfter?: number } }
}

/** The frame that `subscribe` of the venue sends, before it is signed. */
export const subscribeMethod = 'userDataStream.subscribe'

/** A transport whose sockets log in. */
export function dialSession(transport: Transport, host: Host, login: Login): Transport {
  return { name: transport.name, open: (url, events) => openSession(transport, host, login, url, events) }
}

function openSession(transport: Transport, { clock }: Host, login: Login, url: string, events: SocketEvents): Socket {
  const { apiKey, sign, recvWindow, logon, redactor } = login
  const { redact } = redactor
  let isOver = false
  let isOpen = false
  let isSubscribed = false
  /** How far the exchange's clock is ahead of this one, in ms. */
  let offset = 0
  let askedAt = 0

  function finish(end: SocketEnd): void {
    if (isOver) return
    isOver = true
    socket.abandon()
    events.closed(end)
  }

  const send = (frame: object) => socket.send(JSON.stringify(frame))

  /** Signs a request and sends it; `id` says what its answer means. */
  async function sendSigned(id: unknown, method: string): Promise<void> {
    try {
      const params = { apiKey, recvWindow, timestamp: Math.round(clock.time() + offset) }
      const signature = await sign(payloadOf(params))
      redactor.add(signature)
      if (!isOver) send({ id, method, params: { ...params, signature } })
    } catch (cause) {
      finish(unsignedEnd('The login could not be signed', cause, redact))
    }
  }

  function subscribe(id: unknown): void {
    isSubscribed = true
    // A connection that is logged in needs no second signature.
    if (logon) send({ id, method: subscribeMethod })
    else void sendSigned(id, `${subscribeMethod}.signature`)
  }

  /** Takes the steps of the login one after the other. */
  function answered({ id, status = 0, result, error }: Answer): void {
    if (error && !(error.code === alreadyActive && id === 'subscribe')) {
      const { code = 0, msg = '', data } = error
      const retryAfter = data?.retryAfter
      const retryAt = retryAfter === undefined ? undefined : retryAfter - offset
      return finish(refusedEnd({ status, code, message: msg, retryAt }, clock.time(), redact))
    }
    if (id === 'time') {
      const now = clock.time()
      // The exchange read its clock about half way through.
      offset = Number(result?.serverTime) - (askedAt + now) / 2 || 0
      if (logon) void sendSigned('logon', 'session.logon')
      else subscribe('subscribe')
    } else if (id === 'logon') subscribe('subscribe')
    else if (id === 'subscribe') {
      isOpen = true
      events.opened()
    }
  }

  function received(frame: string): void {
    if (isStreamFrame(frame)) {
      // Nothing is lost that comes before the word that it will.
      if (!isOpen) answered({ id: 'subscribe', status: 200 })
      events.text(redact(frame))
      // Also told when this side has left.
      if (isSubscribed && frame.includes('"eventStreamTerminated"'))
        finish({ code: 1006, reason: 'the exchange ended the stream' })
      return
    }
    const answer: Answer = parsed(frame)
    // Without an id: the key has lost its permission while the session went on.
    if (steps.includes(answer.id) || (answer.id === null && answer.error)) answered(answer)
    else events.text(redact(frame))
  }

  const socket = transport.open(url, {
    ...events,
    opened() {
      askedAt = clock.time()
      send({ id: 'time', method: 'time' })
    },
    text: received,
    binary: (frame) => events.binary(blank(frame)),
    closed: (end) => {
      isOver = true
      events.closed(redacted(end, redact))
    },
  })
  return {
    ...through(socket),
    // A request is answered by a word about the key, if that was taken away; a ping is not.
    ping: undefined,
    send(frame) {
      const { id, method } = parsed(frame) as { readonly id: unknown; readonly method: string }
      if (method === subscribeMethod) return subscribe(id)
      if (method === 'userDataStream.unsubscribe') isSubscribed = false
      socket.send(frame)
    },
    abandon() {
      isOver = true
      socket.abandon()
    },
  }
}

/** JSON's object; an empty one where the text is none. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
