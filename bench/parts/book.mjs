/** From the text of a change to a book of a thousand levels a side, beside parsing alone and beside other books. */
import { ratios, run, say, spread } from '../harness.mjs'

const books = [
  { key: 'json-parse', label: '`JSON.parse` alone, no book' },
  { key: 'tickwire', label: 'tickwire' },
  { key: 'tardis-dev', label: '`tardis-dev`' },
  { key: 'ccxt', label: '`ccxt`' },
]

export async function measure({ rounds }) {
  const results = Object.fromEntries(books.map(({ key }) => [key, []]))
  for (let round = 1; round <= rounds; round += 1) {
    for (const { key } of books) {
      const result = await run('book-client.mjs', { name: key, warm: 4_000, count: 16_000 }, { flags: ['--expose-gc'] })
      results[key].push(result)
      say(`book ${round}/${rounds} ${key}: ${result.diffUs.toFixed(2)} µs a change`)
    }
  }
  const us = (key) => results[key].map(({ diffUs }) => diffUs)
  const own = results.tickwire
  return {
    rounds,
    bytes: own[0].bytes,
    held: own[0].held,
    rows: books.map(({ key, label }) => ({
      key,
      label,
      diffUs: spread(us(key)),
      toParse: ratios(us(key), us('json-parse')),
      toTickwire: ratios(us(key), us('tickwire')),
    })),
    bestNs: spread(own.map(({ bestNs }) => bestNs)),
    bestBytes: spread(own.map(({ bestBytes }) => bestBytes)),
  }
}
