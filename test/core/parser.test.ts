import fc from 'fast-check'
import { expect, test } from 'vitest'
import { members } from '../../src/core/parser'

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
