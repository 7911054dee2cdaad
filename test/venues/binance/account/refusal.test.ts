/** What is cut out of a text, and what is left. */
import { expect, test } from 'vitest'
import { createRedactor } from '../../../../src/venues/binance/account/refusal'

const key = 'AbCdEfGhIj'

test.each([
  ['as it is', `no ${key}.`, 'no ….'],
  ['more than once', `${key}${key}`, '……'],
  ['in an address', `wss://x.example/ws/${encodeURIComponent('a/b+c=d/e')}?`, 'wss://x.example/ws/…?'],
  ['in JSON that escapes slashes', '{"s":"a\\/b+c=d\\/e"}', '{"s":"…"}'],
  ['the longer before the shorter that is its beginning', `${key}KlMn`, '…'],
  ['nothing of a word', 'no such thing', 'no such thing'],
  ['no short one', 'a test of BUY', 'a test of BUY'],
])('%s', (_, text, shown) => {
  const { redact, add } = createRedactor([key, 'test', 'BUY', ''])
  add('a/b+c=d/e')
  add(`${key}KlMn`)
  expect(redact(text)).toBe(shown)
})

test('what passes is remembered for a while, what stays for good', () => {
  const { redact, add } = createRedactor([key])
  const one = (at: number) => `signature-${String(at).padStart(4, '0')}`
  for (let at = 0; at < 1_000; at += 1) add(one(at))
  expect(redact([key, one(999), one(940)].join())).toBe('…,…,…')
  expect(redact(one(0))).toBe(one(0))
})
