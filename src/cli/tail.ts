/** `tickwire tail`: events as JSON lines, at the pace of whoever reads them. */
import {
  type BinanceEvent,
  type BinanceMarket,
  type BinanceOptions,
  binance,
  type FuturesEvent,
  futuresRaw,
  futuresStream,
  type OptionsEvent,
  optionsRaw,
  optionsStream,
  raw,
  stream,
} from '../binance'
import type { FeedErrorCode } from '../core/errors'
import { type Channel, createFeed, type Feed, type Gap, type Venue } from '../node'
import { interruption } from './interruption'
import { type CliProcess, status } from './process'
import type { TailRequest } from './usage'

type AnyEvent = BinanceEvent | FuturesEvent | OptionsEvent

/** Runs until the count, the time, a signal, the end of the pipe, or a failure; returns the exit status. */
export async function tail(request: TailRequest, process: CliProcess): Promise<number> {
  const { stdout } = process
  const feed = createFeed<AnyEvent>({ venue: binance(venueOptions(request)) as Venue<AnyEvent> })
  const channels = request.streams.map(channelOf(feed.venue, request.raw))
  const news = narrate(feed, process)
  const signals = interruption(process)
  let code: number = status.done
  const end = (why: number) => {
    code = why
    void feed.close()
  }
  // The reader of the pipe has left, as `head` does: that is an orderly end.
  const gone = (error: NodeJS.ErrnoException) => end(error.code === 'EPIPE' ? status.done : status.failed)
  stdout.on('error', gone)
  void signals.signalled.then(end)
  const timer = request.durationMs === undefined ? undefined : setTimeout(() => end(status.done), request.durationMs)
  try {
    const reader = feed[Symbol.asyncIterator]()
    feed.subscribe(channels)
    await print(reader, request, process)
  } catch (error) {
    process.stderr.write(`tickwire: ${(error as Error).message}\n`)
    code = status.failed
  } finally {
    clearTimeout(timer)
    signals.stop()
    news()
    await feed.close()
  }
  return code
}

interface Ways {
  readonly stream: (name: string) => Channel<AnyEvent>
  readonly raw: (name: string) => Channel<AnyEvent>
}

const spot = { stream, raw } as Ways
const futures = { stream: futuresStream, raw: futuresRaw } as Ways
const options = { stream: optionsStream, raw: optionsRaw } as Ways

/** How the name of a stream becomes a channel: the markets have names in common, and events of their own. */
const ways: Readonly<Record<BinanceMarket, Ways>> = { spot, usdm: futures, coinm: futures, options }

function channelOf({ market = 'spot' }: Venue<AnyEvent> & { readonly market?: BinanceMarket }, isRaw: boolean) {
  return isRaw ? ways[market].raw : ways[market].stream
}

function venueOptions({ url, allowInsecure, environment, market, testnet }: TailRequest): BinanceOptions {
  return {
    ...(url !== undefined && { url }),
    ...(allowInsecure && { allowInsecure }),
    ...(environment !== undefined && { environment }),
    ...(market !== undefined && { market }),
    ...(testnet && { testnet }),
  } as BinanceOptions
}

async function print(
  items: AsyncIterable<AnyEvent | Gap>,
  { count, raw }: TailRequest,
  { stdout }: CliProcess,
): Promise<void> {
  let printed = 0
  for await (const item of items) {
    const shown = raw && item.type === 'raw' ? { stream: item.stream, data: item.data } : item
    const kept = stdout.write(`${JSON.stringify(shown)}\n`)
    if (item.type !== 'gap') printed += 1
    if (printed >= count) return
    if (!kept && !stdout.destroyed) await drained(stdout)
  }
}

/** Resolves when the stream takes more, or never will. */
function drained(stdout: CliProcess['stdout']): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      stdout.off('drain', go)
      stdout.off('close', go)
      stdout.off('error', go)
      resolve()
    }
    stdout.on('drain', go)
    stdout.on('close', go)
    stdout.on('error', go)
  })
}

/** Told once as the end of the command, not twice. */
const final: readonly FeedErrorCode[] = ['RETRIES_EXHAUSTED']

/** Tells on standard error what happens to the connection; a terminal gets a status line as well. */
function narrate(feed: Feed<AnyEvent>, { stderr }: CliProcess): () => void {
  const clear = stderr.isTTY ? '\r\x1b[K' : ''
  const say = (line: string) => stderr.write(`${clear}tickwire: ${line}\n`)
  feed.on('connected', ({ url }) => say(`connected to ${url}`))
  feed.on('disconnected', ({ error }) => say(error.message))
  feed.on('retrying', ({ attempt, delayMs }) => say(`attempt ${attempt} in ${delayMs} ms`))
  feed.on('gap', ({ stream, from, to }) =>
    say(`gap in ${stream}${from === undefined ? '' : `: ${from} to ${to} are missing`}`),
  )
  feed.on('lagged', ({ dropped }) => say(`the output is too slow: ${dropped} events dropped so far`))
  feed.on('invalid', ({ stream, path, reason }) =>
    say(`invalid frame${stream === undefined ? '' : ` of ${stream}`}: ${path}: ${reason}`),
  )
  feed.on('error', ({ code, message }) => {
    if (!final.includes(code)) say(message)
  })
  if (!stderr.isTTY) return () => {}
  const status = setInterval(() => {
    const { events, dropped } = feed.stats()
    stderr.write(`${clear}${feed.state.kind} · ${events} events${dropped ? ` · ${dropped} dropped` : ''}`)
  }, 1_000)
  return () => {
    clearInterval(status)
    stderr.write(clear)
  }
}
