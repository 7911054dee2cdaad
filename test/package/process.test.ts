/** What a process does with the built package: it ends by itself, and rejects nothing unseen. */
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLocalExchange, type LocalExchange } from '../../src/testing/exchange/server'

const dist = (name: string) => JSON.stringify(new URL(`../../dist/${name}`, import.meta.url).pathname)

let exchange: LocalExchange
beforeAll(async () => {
  exchange = await createLocalExchange({ historyMs: 0, tickMs: 5 })
})
afterAll(() => exchange.close())

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Between the last line printed and the end of the process. */
  readonly lingeredMs: number
}

function run(body: string, variables: Record<string, string> = {}): Promise<Ended> {
  const script = `
    import { createFeed } from ${dist('index.js')}
    import { binance, trades } from ${dist('binance.js')}
    const url = ${JSON.stringify(exchange.url)}
    ${body}`
  const child = spawn(process.execPath, ['--unhandled-rejections=strict', '--input-type=module', '-e', script], {
    env: { ...process.env, ...variables },
  })
  let stdout = ''
  let stderr = ''
  let printedAt = 0
  child.stdout.on('data', (data) => {
    stdout += data
    printedAt = performance.now()
  })
  child.stderr.on('data', (data) => {
    stderr += data
  })
  return new Promise((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr, lingeredMs: performance.now() - printedAt })),
  )
}

test('after close() the process ends by itself within a second', async () => {
  const ended = await run(`
    const feed = createFeed({ venue: binance({ url }) })
    for await (const trade of feed.subscribe(trades('BTCUSDT'))) { console.log(typeof trade.price); break }
    await feed.close()
    console.log('closed')`)
  expect(ended).toMatchObject({ code: 0, stdout: 'string\nclosed\n', stderr: '' })
  expect(ended.lingeredMs).toBeLessThan(1_000)
})

test('await using closes as well', async () => {
  const ended = await run(`
    {
      const feed = createFeed({ venue: binance({ url }) })
      await feed.connect()
      await feed[Symbol.asyncDispose]()
    }
    console.log('left')`)
  expect(ended).toMatchObject({ code: 0, stdout: 'left\n', stderr: '' })
  expect(ended.lingeredMs).toBeLessThan(1_000)
})

test('closing while it dials an address that answers nobody leaves nothing behind', async () => {
  const ended = await run(`
    const feed = createFeed({ venue: binance({ url: 'ws://127.0.0.1:1' }) })
    const subscription = feed.subscribe(trades('BTCUSDT'))
    await new Promise((resolve) => feed.on('retrying', resolve))
    await feed.close()
    console.log(feed.state.kind)`)
  expect(ended).toMatchObject({ code: 0, stdout: 'closed\n', stderr: '' })
  expect(ended.lingeredMs).toBeLessThan(1_000)
})

test('variables fill in what is left open, and explicit options win', async () => {
  const variables = { TICKWIRE_URL: exchange.url, TICKWIRE_RETRY_MAX_ATTEMPTS: '3' }
  const filled = await run(
    `
    const feed = createFeed({ venue: binance() })
    await feed.connect()
    console.log('connected')
    await feed.close()`,
    variables,
  )
  expect(filled).toMatchObject({ code: 0, stdout: 'connected\n', stderr: '' })
  const won = await run(
    `
    const feed = createFeed({ venue: binance({ url: 'ws://127.0.0.1:1' }), retry: { maxAttempts: 1 } })
    console.log(await feed.connect().catch((error) => error.context.attempts))
    await feed.close()`,
    variables,
  )
  expect(won).toMatchObject({ code: 0, stdout: '1\n', stderr: '' })
  const refused = await run(`createFeed({ venue: binance() })`, { TICKWIRE_PROBE_AFTER_MS: 'soon' })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('probeAfterMs must be')
})
