import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareDecimals, isDecimal, isPositive } from '../../src/core/decimal'

const decimal = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 10n ** 24n }),
    fc.integer({ min: 0, max: 12 }),
    fc.integer({ min: 0, max: 3 }),
  )
  .map(([minus, digits, places, zeros]) => {
    const text = digits.toString().padStart(places + 1, '0')
    const whole = text.slice(0, text.length - places)
    return {
      value: (minus ? -digits : digits) * 10n ** BigInt(12 - places),
      text: `${minus ? '-' : ''}${'0'.repeat(zeros)}${whole}${places ? `.${text.slice(-places)}` : ''}`,
    }
  })

test('decimals compare as their exact values do', () => {
  fc.assert(
    fc.property(
      decimal,
      decimal,
      (a, b) => Math.sign(compareDecimals(a.text, b.text)) === (a.value < b.value ? -1 : a.value > b.value ? 1 : 0),
    ),
    { numRuns: 5_000 },
  )
  expect.assertions(0)
})

test('every decimal is recognised, and positive when it is', () => {
  fc.assert(fc.property(decimal, ({ text, value }) => isDecimal(text) && isPositive(text) === value > 0n))
  expect.assertions(0)
})

/** The grammar, character by character. */
function isGrammatical(text: string): boolean {
  const parts = text.replace('-', (_, at: number) => (at === 0 ? '' : '-')).split('.')
  return (
    parts.length <= 2 && parts.every((part) => part !== '' && [...part].every((each) => '0123456789'.includes(each)))
  )
}

test('nothing else is a decimal', () => {
  const near = fc.stringMatching(/^[-+]?[0-9.eE ]{0,6}$/)
  fc.assert(
    fc.property(fc.oneof(near, fc.string({ unit: 'binary' })), (text) => isDecimal(text) === isGrammatical(text)),
    { numRuns: 2_000 },
  )
  expect([1, null, undefined, {}, []].some(isDecimal)).toBe(false)
  // Digits of other scripts, and what `$` takes for an end elsewhere.
  expect(['٣', '1\n', '１', '--1', '1.2.3'].some(isDecimal)).toBe(false)
})
