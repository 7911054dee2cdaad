/** What the command takes: its help, and arguments turned into settled requests. */
import { parseArgs } from 'node:util'

export const help = `tickwire: typed, validated exchange market data on standard output

  tickwire tail <stream>...      print the events of these streams, one JSON object a line
  tickwire exchange              start the local exchange (generated data) and print its address

tail
  <stream>                       as the exchange names it: btcusdt@trade ethusdt@kline_1m bnbusdt@depth@100ms
  --url URL                      another server: ws:// or wss://
  --allow-insecure               ws:// to another machine too, where anybody between may read and change it
  --testnet                      the exchange's test network
  --environment NAME             live, market-data, testnet, demo or us
  --market NAME                  spot (default), usdm, coinm or options
  --count N                      stop after N events
  --duration TIME                stop after 500ms, 10s, 5m or 1h
  --raw                          the exchange's own JSON instead of typed events

exchange
  --port N                       the port; by default any free one
  --seed N                       the seed of the generated market

Data goes to standard output, everything else to standard error.
Exit status: 0 done, 1 failed, 2 usage, 130 interrupted.
`

/** Arguments that make no sense; the message is for the user. */
export class UsageError extends Error {}

export interface TailRequest {
  readonly command: 'tail'
  readonly streams: readonly string[]
  readonly url: string | undefined
  readonly allowInsecure: boolean
  readonly environment: string | undefined
  readonly market: string | undefined
  readonly testnet: boolean
  /** Events after which to stop. */
  readonly count: number
  /** Time after which to stop, in ms. */
  readonly durationMs: number | undefined
  readonly raw: boolean
}

export interface ExchangeRequest {
  readonly command: 'exchange'
  readonly port: number
  readonly seed: number | undefined
}

export type CliRequest = TailRequest | ExchangeRequest | { readonly command: 'help' } | { readonly command: 'version' }

const common = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } } as const

/**
 * @param args the words after the command's name
 * @throws UsageError
 */
export function request(args: readonly string[]): CliRequest {
  const [command, ...rest] = args
  if (command === '--help' || command === '-h' || command === 'help') return { command: 'help' }
  if (command === '--version' || command === '-v') return { command: 'version' }
  if (command === 'tail') return tail(rest)
  if (command === 'exchange') return exchange(rest)
  throw new UsageError(command === undefined ? 'A command is missing.' : `There is no command "${command}".`)
}

function tail(args: string[]): CliRequest {
  const { values, positionals } = parse(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...common,
        url: { type: 'string' },
        'allow-insecure': { type: 'boolean' },
        environment: { type: 'string' },
        market: { type: 'string' },
        testnet: { type: 'boolean' },
        count: { type: 'string' },
        duration: { type: 'string' },
        raw: { type: 'boolean' },
      },
    }),
  )
  if (values.help) return { command: 'help' }
  if (values.version) return { command: 'version' }
  if (positionals.length === 0) throw new UsageError('tail needs at least one stream, such as btcusdt@trade.')
  return {
    command: 'tail',
    streams: positionals,
    url: values.url,
    allowInsecure: values['allow-insecure'] ?? false,
    environment: values.environment,
    market: values.market,
    testnet: values.testnet ?? false,
    count: values.count === undefined ? Number.POSITIVE_INFINITY : whole('--count', values.count, 1),
    durationMs: values.duration === undefined ? undefined : duration(values.duration),
    raw: values.raw ?? false,
  }
}

function exchange(args: string[]): CliRequest {
  const { values } = parse(() =>
    parseArgs({ args, options: { ...common, port: { type: 'string' }, seed: { type: 'string' } } }),
  )
  if (values.help) return { command: 'help' }
  if (values.version) return { command: 'version' }
  return {
    command: 'exchange',
    port: values.port === undefined ? 0 : whole('--port', values.port, 0, 65_535),
    seed: values.seed === undefined ? undefined : whole('--seed', values.seed, 0),
  }
}

function parse<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function whole(option: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new UsageError(`${option} takes an integer from ${least} to ${most}; received "${text}".`)
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

function duration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  const ms = Number(amount) * (units[unit ?? ''] ?? Number.NaN)
  if (ms > 0 && ms <= 2_147_483_647) return ms
  throw new UsageError(`--duration takes a time such as 500ms, 10s, 5m or 1h; received "${text}".`)
}
