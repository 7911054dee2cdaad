/** The examples run as they stand, over the built package, and end by themselves. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('../../examples/', import.meta.url)

/** What each prints, in the end. */
const ends: Readonly<Record<string, RegExp>> = {
  'account.mjs': /^48000000001 BUY BTCUSDT FILLED 0\.01000000 last at \d+\.\d{8}\n$/m,
  'tabs.mjs': /^2 tabs, 1 connection; both have (\d+) to (\d+), 20 trades each\n$/m,
}

test('each example is known here', () => {
  expect(readdirSync(folder)).toEqual(Object.keys(ends))
})

test.each(Object.keys(ends))('%s', (name) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [new URL(name, folder).pathname], {
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(ends[name]!)
})
