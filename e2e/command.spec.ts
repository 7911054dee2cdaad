/** The demo's command: what it prints, what it serves, how it ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'

import { expect, test } from './fixtures'

const script = fileURLToPath(new URL('../scripts/demo.mjs', import.meta.url))

let child: ChildProcess
let printed = ''

function start(...args: string[]): void {
  printed = ''
  child = spawn(process.execPath, [script, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout?.on('data', (chunk) => {
    printed += chunk
  })
}

/** The status of a path that is sent as it is. */
async function status(url: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url)
  const asked = request({ hostname, port, path })
  asked.end()
  const [response] = await once(asked, 'response')
  response.resume()
  return response.statusCode
}

test.afterEach(() => {
  child.kill('SIGKILL')
})

test('prints typed events, once', async () => {
  start('--once')
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(printed).toContain('The local exchange generates its data: no price here is real.')
  const events = printed.split('\n').filter((line) => line.startsWith('{'))
  expect(events).toHaveLength(5)
  const types = new Set(events.map((line) => JSON.parse(line).type as string))
  expect([...types].sort()).toEqual(['kline', 'ticker', 'trade'])
})

test('serves the page and nothing beside it, until it is interrupted', async () => {
  start()
  await expect.poll(() => printed).toContain('Serving until Ctrl-C.')
  const url = /http:\/\/\S+/.exec(printed)?.[0] as string
  for (const path of ['/', '/app.js', '/dist/tickwire.global.js', '/vendor/lightweight-charts.mjs', '/config.json']) {
    expect(await status(url, path), path).toBe(200)
  }
  for (const path of [
    '/../package.json',
    '/dist/../package.json',
    '/%2e%2e/package.json',
    '/dist/..%2fpackage.json',
    '//etc/passwd',
    '/.git',
  ]) {
    expect(await status(url, path), path).toBe(404)
  }
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
})
