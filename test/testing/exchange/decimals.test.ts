import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal, scaleOf, stepsOf, stepsText } from '../../../src/testing/exchange/decimals'

test.each([
  ['91234.50', '0.01', 9_123_450, '91234.50000000'],
  ['0.00001', '0.00001', 1, '0.00001000'],
  ['12.3456', '0.0001', 123_456, '12.34560000'],
  ['7', '0.05', 140, '7.00000000'],
  ['30', '10', 3, '30.00000000'],
])('%s in steps of %s is %i of them, and %s on the wire', (text, size, steps, wire) => {
  const scale = scaleOf(size)
  expect(stepsOf(text, scale)).toBe(steps)
  expect(stepsText(steps, scale)).toBe(wire)
})

test.each([
  ['-5', '0.1'],
  ['1e3', '0.1'],
  ['0.15', '0.1'],
  ['0.07', '0.05'],
  ['1', '0'],
])('%s in steps of %s is refused', (text, size) => {
  expect(() => stepsOf(text, scaleOf(size))).toThrow(RangeError)
})

test('text and value agree for any integer and number of decimals', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
      fc.integer({ min: 0, max: 8 }),
      (value, decimals) => {
        const text = decimal(value, decimals)
        return BigInt(text.replace('.', '')) === value * 10n ** BigInt(8 - decimals) && /^-?\d+\.\d{8}$/.test(text)
      },
    ),
  )
})
