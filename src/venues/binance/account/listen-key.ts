/** Sockets of an account of derivatives: a listen key is fetched before one opens, and kept alive while it is open. */
import type { Clock, Host, Stop } from '../../../core/clock'
import { isFeedError } from '../../../core/errors'
import type { Socket, SocketEnd, SocketEvents, Transport } from '../../../core/transport'
import { blank, type Redactor, redacted, refusedEnd, unsignedEnd } from './refusal'

/** Where keys come from. */
export interface Keys {
  /** The account's key: the same one for as long as it lives. Asking for it gives it another hour. */
  fetch(): Promise<Answer>
  /** Gives a key another hour; undefined where only `fetch` can. */
  readonly keepAlive?: ((key: string) => Promise<Answer>) | undefined
  /** Is told of each key. */
  readonly redactor: Redactor
}

/** A key, or how the socket ends that has none. */
export type Answer = { readonly key: string } | { readonly end: SocketEnd; readonly isGone?: boolean }

/**
 * The exchange asks for it each 30 minutes. More often, an end that nobody told of is noticed sooner; it costs a request of
 * weight 1.
 */
const keepAliveMs = 600_000
/** After one that failed. */
const retryMs = 30_000
/** How long an answer may take. */
const answerMs = 10_000
/** How long a key lives from the last word. */
const lifeMs = 3_600_000

/** Nobody told of its end: another process deleted it, or it expired while this host slept. */
const gone: SocketEnd = { code: 1006, reason: 'the listen key is no longer valid' }

/** A transport whose sockets carry a listen key. */
export function dialKeyed(transport: Transport, { clock }: Host, keys: Keys): Transport {
  return { name: transport.name, open: (url, events) => openKeyed(transport, clock, keys, url, events) }
}

function openKeyed(transport: Transport, clock: Clock, keys: Keys, url: string, events: SocketEvents): Socket {
  const { redact, add } = keys.redactor
  let socket: Socket | undefined
  let isOver = false
  let stopTimer: Stop | undefined

  function finish(end: SocketEnd): void {
    if (isOver) return
    leave()
    socket?.abandon()
    events.closed(end)
  }

  function leave(): void {
    isOver = true
    stopTimer?.()
  }

  /** What comes of a question to the server of keys; no answer in time is one too. */
  const ask = (question: Promise<Answer>) =>
    new Promise<Answer>((resolve) => {
      const lost = (cause: unknown) => resolve({ end: unsignedEnd('No listen key was handed out', cause, redact) })
      stopTimer = clock.timer(() => lost(`no answer within ${answerMs} ms`), answerMs)
      question.then(resolve, lost)
    }).finally(() => stopTimer?.())

  function dial(key: string): void {
    const aliveUntil = clock.now() + lifeMs
    socket = transport.open(`${url}/${encodeURIComponent(key)}`, {
      ...events,
      opened() {
        stopTimer = clock.timer(() => keepAlive(key, aliveUntil), keepAliveMs)
        events.opened()
      },
      text(frame) {
        events.text(redact(frame))
        // The socket stays open, and silent for good.
        if (frame.includes('"listenKeyExpired"')) finish({ code: 1006, reason: 'the listen key expired' })
      },
      binary: (frame) => events.binary(blank(frame)),
      closed(end) {
        leave()
        events.closed(redacted(end, redact))
      },
    })
  }

  /** The key lives until `aliveUntil` as far as anybody knows, on the monotonic clock. */
  async function keepAlive(key: string, aliveUntil: number): Promise<void> {
    const askedAt = clock.now()
    const answer = await ask(keys.keepAlive?.(key) ?? keys.fetch())
    if (isOver) return
    if ('key' in answer) {
      if (answer.key !== key) return finish(gone)
      stopTimer = clock.timer(() => keepAlive(key, askedAt + lifeMs), keepAliveMs)
      return
    }
    const { end, isGone } = answer
    if (isGone) return finish(gone)
    // A refusal does not change by asking again, and without another hour the key is dead.
    if (end.error?.retryable === false || clock.now() >= aliveUntil) return finish(end)
    stopTimer = clock.timer(() => keepAlive(key, aliveUntil), retryMs)
  }

  async function begin(): Promise<void> {
    const answer = await ask(keys.fetch())
    if (isOver) return
    if ('end' in answer) return finish(answer.end)
    add(answer.key)
    try {
      dial(answer.key)
    } catch (cause) {
      // Another attempt does not bring the host a WebSocket.
      const error = isFeedError(cause, 'NO_WEBSOCKET') ? { error: cause } : {}
      finish(redacted({ code: 1006, reason: '', cause, ...error }, redact))
    }
  }

  void begin()
  return {
    send: (frame) => socket?.send(frame),
    // A host that cannot ping is asked otherwise, so what is not there must not seem to be.
    get ping() {
      return socket?.ping && (() => socket?.ping?.())
    },
    get pong() {
      return socket?.pong && ((payload: Uint8Array) => socket?.pong?.(payload))
    },
    close: (code, reason) => socket?.close(code, reason),
    abandon() {
      leave()
      socket?.abandon()
    },
  }
}

/** What keeping a key alive is answered that is no more. */
const noSuchKey = -1125

/** Fetches keys by HTTP, with the API key in a header. */
export function keysByHttp(url: string, apiKey: string, host: Host, redactor: Redactor): Keys {
  const { redact } = redactor
  async function ask(method: 'POST' | 'PUT', key: string): Promise<Answer> {
    const { fetch, clock } = host
    try {
      if (!fetch) throw new Error('this host has no fetch')
      const response = await fetch(url, {
        signal: undefined,
        method,
        headers: { 'X-MBX-APIKEY': apiKey },
        redirect: 'error',
      })
      const { status, headers } = response
      const { listenKey = key, code = 0, msg = '' } = Object(parsed(await response.text()))
      if (status === 200 && typeof listenKey === 'string' && listenKey) return { key: listenKey }
      const seconds = Number(headers.get('retry-after') || Number.NaN)
      const now = clock.time()
      const retryAt = Number.isNaN(seconds) ? undefined : now + seconds * 1_000
      const message = String(msg) || `listen key: status ${status}`
      return { end: refusedEnd({ status, code, message, retryAt }, now, redact), isGone: code === noSuchKey }
    } catch (cause) {
      // No word of the exchange: another attempt may get one.
      const reason = redact(`no listen key: ${String((cause as Error | undefined)?.message ?? cause)}`)
      return { end: { code: 1006, reason } }
    }
  }

  return { fetch: () => ask('POST', ''), keepAlive: (key) => ask('PUT', key), redactor }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
