/** The house: which layer may import which, and how large a file may be. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const src = new URL('../../src', import.meta.url).pathname
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const sources = new Map(files.map((name) => [name, readFileSync(join(src, name), 'utf8')]))

/** Layer → what it may import besides itself: other layers, and packages. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  transports: ['core', 'ws', 'isomorphic-ws'],
  venues: ['core', 'valibot'],
  runtime: ['core'],
  client: ['core', 'runtime'],
  book: ['core'],
  shared: ['core', 'runtime', 'client'],
  testing: ['core', 'ws', 'node:'],
  // The command is a user of the package: it comes in by the doors.
  cli: ['core', 'testing', 'binance', 'node', 'node:'],
}

const imports = (text: string) =>
  [...text.matchAll(/(?:^|\n)\s*(?:import|export)[^'"]*?from\s+'([^']+)'/g)].map((match) => match[1] as string)
const layerOf = (name: string) => (name.includes('/') ? (name.split('/')[0] as string) : name.replace(/\.ts$/, ''))

/** What a file imports, as layers, doors and packages. */
function targets(name: string): string[] {
  return imports(sources.get(name) as string).map((spec) => {
    if (!spec.startsWith('.')) return spec.startsWith('node:') ? 'node:' : spec
    return layerOf(relative(src, resolve(src, dirname(name), spec)))
  })
}

const inLayers = files.filter((name) => name.includes('/'))

test.each(inLayers)('%s imports only what its layer may', (name) => {
  const layer = layerOf(name)
  const allowed = [layer, ...(arrows[layer] ?? [])]
  expect(targets(name).filter((target) => !allowed.includes(target))).toEqual([])
})

test('only the local exchange and the command know Node', () => {
  const knowing = files.filter((name) => targets(name).includes('node:'))
  expect(knowing.every((name) => name.startsWith('testing/exchange/') || name.startsWith('cli/'))).toBe(true)
})

test('a door imports layers and nothing else; no layer has an index', () => {
  const doors = files.filter((name) => !name.includes('/'))
  expect(doors.sort()).toEqual([
    'account.ts',
    'binance.ts',
    'book.ts',
    'browser.ts',
    'cdn-beside.ts',
    'cdn.ts',
    'cli.ts',
    'futures.ts',
    'index.ts',
    'node.ts',
    'options.ts',
    'queries.ts',
    'sbe.ts',
    'shared.ts',
    'spot.ts',
    'testing.ts',
  ])
  expect(files.filter((name) => /\/(index|utils|helpers|types)\.ts$/.test(name))).toEqual([])
})

test('no file is over 300 lines, and each begins by saying what it is', () => {
  const long = files.filter((name) => (sources.get(name) as string).split('\n').length > 301)
  const mute = files.filter((name) => !/^(#!.*\n)?\/\*\*/.test(sources.get(name) as string))
  expect([long, mute]).toEqual([[], []])
})

test('the library prints nothing and keeps no unfinished business', () => {
  const odd = files.filter((name) =>
    /^(?!\s*(\*|\/)).*console\.|\b(TODO|FIXME|HACK)\b/m.test(sources.get(name) as string),
  )
  expect(odd).toEqual([])
})
