import fc from 'fast-check'
import { expect, test } from 'vitest'
import { members, parseExactly } from '../../src/core/parser'

const texts = (frame: string) => {
  const found = members(frame)
  return found && Object.fromEntries([...found].map(([key, { start, end }]) => [key, frame.slice(start, end).trim()]))
}

test.each([
  ['{}', {}],
  ['{"a":1}', { a: '1' }],
  [' { "a" : [1, {"b":"}"}] , "c":"x\\"y" }\n', { a: '[1, {"b":"}"}]', c: '"x\\"y"' }],
  ['{"a":{"b":{}},"c":null}', { a: '{"b":{}}', c: 'null' }],
])('the members of %s', (frame, expected) => {
  expect(texts(frame)).toEqual(expected)
})

test.each([
  '',
  'garbage',
  '[1]',
  '"a"',
  'null',
  '{',
  '{"a"',
  '{"a":',
  '{"a":1',
  '{"a":1,}',
  '{a:1}',
  '{"a":1}x',
  '{"a":"}',
  '{"a":[}',
  '{"a\\":1}',
])('%s is no object', (frame) => {
  expect(members(frame)).toBeUndefined()
})

test('it finds what JSON.parse finds, for any object however it is spaced', () => {
  const any = fc.tuple(
    fc.dictionary(
      fc.string().filter((key) => JSON.stringify(key) === `"${key}"` && key !== '__proto__'),
      fc.jsonValue(),
    ),
    fc.constantFrom(undefined, 1, '\t'),
  )
  fc.assert(
    fc.property(any, ([value, space]) => {
      const frame = JSON.stringify(value, undefined, space)
      const found = members(frame)
      const parsed = Object.fromEntries(
        [...(found ?? [])].map(([key, { start, end }]) => [key, JSON.parse(frame.slice(start, end))]),
      )
      return found !== undefined && JSON.stringify(parsed) === JSON.stringify(JSON.parse(frame))
    }),
  )
  expect.assertions(0)
})

/** A value, its JSON, and what an exact reader makes of it: integers beyond a number's reach as their digits. */
interface Written {
  readonly text: string
  readonly exact: unknown
}

const scalar: fc.Arbitrary<Written> = fc.oneof(
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map((value) => ({
    text: String(value),
    exact: Number.isSafeInteger(Number(value)) ? Number(value) : String(value),
  })),
  fc.constantFrom('1e21', '-2.5E+3', '12345678901234567890.5', '1234567890123456.7e2', '0', '-0').map((text) => ({
    text,
    exact: Number(text),
  })),
  fc
    .oneof(
      fc.string(),
      fc.constantFrom('12345678901234567890', '{"a":12345678901234567890}', '\\"12345678901234567890'),
    )
    .map((exact) => ({ text: JSON.stringify(exact), exact })),
  fc.constantFrom(true, false, null).map((exact) => ({ text: String(exact), exact })),
)

const written: fc.Arbitrary<Written> = fc.letrec<{ any: Written }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('any'), { maxLength: 4 }).map((all) => ({
      text: `[${all.map(({ text }) => text).join(' ,')}]`,
      exact: all.map(({ exact }) => exact),
    })),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 4 }).map((all) => ({
      text: `{${Object.entries(all)
        .map(([key, { text }]) => `${JSON.stringify(key)}: ${text}`)
        .join(',')}}`,
      exact: Object.fromEntries(Object.entries(all).map(([key, { exact }]) => [key, exact])),
    })),
  ),
})).any

test('integers that no number holds keep their digits, and nothing else changes', () => {
  fc.assert(
    fc.property(written, ({ text, exact }) => {
      expect(parseExactly(text)).toEqual(exact)
    }),
    { numRuns: 1_000 },
  )
})

test('what is no JSON is no JSON, with long integers too', () => {
  for (const text of ['{"a":12345678901234567890', '12345678901234567890x', '01234567890123456789'])
    expect(() => parseExactly(text)).toThrow(SyntaxError)
})
