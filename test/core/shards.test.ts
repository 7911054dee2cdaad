import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createShards } from '../../src/core/shards'

const sizes = (shards: ReturnType<typeof createShards>) => shards.all.map(({ names }) => names.size)

test('shards fill one after the other, and a stream stays where it is', () => {
  const shards = createShards(3)
  for (const name of 'abcdefg') shards.add(name)
  expect(sizes(shards)).toEqual([3, 3, 1])
  const home = shards.of('d')
  shards.remove('a')
  shards.remove('e')
  shards.remove('f')
  // The fullest that has room: the others can empty.
  expect(shards.add('h')).toBe(shards.of('b'))
  expect(shards.add('d')).toBe(home)
  expect(sizes(shards)).toEqual([3, 1, 1])
})

test('streams of different routes never share a connection', () => {
  const shards = createShards(10)
  for (const [name, route] of [
    ['a', 'public'],
    ['b', 'market'],
    ['c', 'public'],
  ]) {
    shards.add(name as string, route)
  }
  expect(shards.all.map(({ route, names }) => [route, ...names])).toEqual([
    ['public', 'a', 'c'],
    ['market', 'b'],
  ])
  expect(shards.spare()).toEqual([])
})

test('what the others can carry with half of their room to spare is spare, the smallest first; one always stays', () => {
  const shards = createShards(10)
  for (let i = 0; i < 30; i += 1) shards.add(`s${i}`)
  expect(shards.spare()).toEqual([])
  for (let i = 0; i < 25; i += 1) shards.remove(`s${i}`)
  const spare = shards.spare()
  expect(spare).toHaveLength(2)
  for (const shard of spare) shards.dissolve(shard)
  expect(sizes(shards)).toEqual([5])
  for (let i = 25; i < 30; i += 1) shards.remove(`s${i}`)
  expect([sizes(shards), shards.spare()]).toEqual([[0], []])
})

test('each change shows in the revision', () => {
  const shards = createShards(10)
  const shard = shards.add('a')
  const revisions = [shard.revision]
  shards.add('b')
  revisions.push(shard.revision)
  shards.add('b')
  revisions.push(shard.revision)
  shards.remove('a')
  shards.remove('nothing')
  revisions.push(shard.revision)
  expect(revisions).toEqual([1, 2, 2, 3])
})

test('whatever comes and goes: every stream in one shard, none too full, none of another route', () => {
  const act = fc.tuple(fc.constantFrom('add', 'remove', 'retire'), fc.nat(40))
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const shards = createShards(7)
      const wanted = new Set<string>()
      for (const [what, at] of acts) {
        const name = `s${at}`
        if (what === 'add') {
          shards.add(name, String(at % 2))
          wanted.add(name)
        } else if (what === 'remove') {
          shards.remove(name)
          wanted.delete(name)
        } else for (const shard of shards.spare()) shards.dissolve(shard)
        const names = shards.all.flatMap((shard) => [...shard.names])
        const isRight = shards.all.every((shard) =>
          [...shard.names].every(
            (each) => String(Number(each.slice(1)) % 2) === shard.route && shards.of(each) === shard,
          ),
        )
        if (names.length !== wanted.size || !isRight || shards.all.some((shard) => shard.names.size > 7)) return false
      }
      return true
    }),
  )
  expect.assertions(0)
})
