import { expect, test } from 'vitest'
import { request, UsageError } from '../../src/cli/usage'

test.each([
  [
    ['tail', 'btcusdt@trade', '--count', '3', '--duration', '1.5s', '--testnet'],
    { command: 'tail', streams: ['btcusdt@trade'], count: 3, durationMs: 1_500, testnet: true, raw: false },
  ],
  [
    ['tail', 'a@trade', 'b@trade', '--url', 'ws://x', '--allow-insecure', '--raw'],
    {
      streams: ['a@trade', 'b@trade'],
      url: 'ws://x',
      allowInsecure: true,
      count: Number.POSITIVE_INFINITY,
      durationMs: undefined,
      raw: true,
    },
  ],
  [['exchange', '--port', '9000', '--seed', '5'], { command: 'exchange', port: 9_000, seed: 5 }],
  [['exchange'], { command: 'exchange', port: 0, seed: undefined }],
  [['--help'], { command: 'help' }],
  [['tail', '-h'], { command: 'help' }],
  [['-v'], { command: 'version' }],
])('%j', (args, expected) => {
  expect(request(args)).toMatchObject(expected)
})

test.each([
  [[], 'A command is missing'],
  [['head'], 'no command "head"'],
  [['tail'], 'at least one stream'],
  [['tail', 'x@trade', '--count', '0'], '--count takes an integer from 1'],
  [['tail', 'x@trade', '--duration', 'soon'], '--duration takes a time'],
  [['tail', 'x@trade', '--colour'], '--colour'],
  [['exchange', '--port', '70000'], '--port takes an integer'],
])('%j is refused', (args, message) => {
  expect(() => request(args)).toThrowError(UsageError)
  expect(() => request(args)).toThrowError(message)
})
