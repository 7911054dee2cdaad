/** The built command as a user runs it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLocalExchange, type LocalExchange } from '../../src/testing/exchange/server'

const command = new URL('../../dist/cli.js', import.meta.url).pathname

let exchange: LocalExchange
beforeAll(async () => {
  exchange = await createLocalExchange({ historyMs: 0, tickMs: 5 })
})
afterAll(() => exchange.close())

interface Run {
  readonly child: ChildProcess
  readonly done: Promise<{ code: number | null; stdout: string; stderr: string }>
}

function start(args: readonly string[], shell?: string): Run {
  const child = shell === undefined ? spawn(process.execPath, [command, ...args]) : spawn('sh', ['-c', shell])
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data) => {
    stdout += data
  })
  child.stderr.on('data', (data) => {
    stderr += data
  })
  return { child, done: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr })) }
}

test('tail prints one typed event a line, all else on stderr, and stops at its count', async () => {
  const { code, stdout, stderr } = await start([
    'tail',
    'btcusdt@trade',
    'ethusdt@bookTicker',
    '--url',
    exchange.url,
    '--count',
    '5',
  ]).done
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string })
  expect(code).toBe(0)
  expect(events).toHaveLength(5)
  expect(new Set(events.map((event) => event.type)).size).toBeGreaterThan(0)
  expect(stderr).toContain(`connected to ${exchange.url}`)
})

test('tail --raw prints what the exchange sent', async () => {
  const { stdout } = await start(['tail', 'btcusdt@trade', '--raw', '--url', exchange.url, '--count', '1']).done
  expect(JSON.parse(stdout)).toMatchObject({ stream: 'btcusdt@trade', data: { e: 'trade', s: 'BTCUSDT' } })
})

test('tail --duration ends by time with status 0', async () => {
  const { code } = await start(['tail', 'btcusdt@trade', '--url', exchange.url, '--duration', '200ms']).done
  expect(code).toBe(0)
})

test('a pipe that closes early ends it quietly', async () => {
  const { code, stdout, stderr } = await start(
    [],
    `"${process.execPath}" "${command}" tail btcusdt@trade btcusdt@bookTicker --url ${exchange.url} | head -n 2`,
  ).done
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(2)
  expect(stderr).not.toMatch(/EPIPE|Error/)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it with %i', async (signal, status) => {
  const { child, done } = start(['tail', 'btcusdt@trade', '--url', exchange.url])
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  child.kill(signal)
  expect((await done).code).toBe(status)
})

test.each([
  [['tail', 'btcusdt@nonsense'], 'nonsense'],
  [['tail', 'btcusdt@trade', '--url', 'http://x'], 'ws://'],
  [['tail', 'btcusdt@trade', '--url', 'ws://192.0.2.1'], 'allowInsecure'],
  [['tail', 'btcusdt@trade', '--market', 'moon'], 'market'],
  [['tail'], 'stream'],
  [['frobnicate'], 'frobnicate'],
])('%j is a matter of usage: status 2', async (args, hint) => {
  const { code, stdout, stderr } = await start(args).done
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(hint)
})

test('giving up is status 1', async () => {
  const run = start(
    [],
    `TICKWIRE_RETRY_MAX_ATTEMPTS=1 "${process.execPath}" "${command}" tail btcusdt@trade --url ws://127.0.0.1:1`,
  )
  const { code, stderr } = await run.done
  expect(code).toBe(1)
  expect(stderr).toContain('Gave up')
})

test('exchange prints its address, serves, and ends on a signal', async () => {
  const { child, done } = start(['exchange', '--seed', '3'])
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  const url = line.toString().trim()
  const tail = await start(['tail', 'btcusdt@trade', '--url', url, '--count', '1']).done
  expect(JSON.parse(tail.stdout)).toMatchObject({ type: 'trade' })
  child.kill('SIGINT')
  const ended = await done
  expect(ended.code).toBe(130)
  expect(ended.stderr).toContain('no price here is real')
})

test('help and version', async () => {
  expect((await start(['--help']).done).stdout).toContain('tickwire tail')
  expect((await start(['--version']).done).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})
