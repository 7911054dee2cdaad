/** Decoding alone, in a process of its own: `node micro-client.mjs '{"kinds":…}'`. Each kind's payloads beside JSON.parse of the same texts. */
import * as binance from '../dist/binance.js'
import { createMarket, wrapped } from './frames.mjs'

const { kinds, rounds } = JSON.parse(process.argv[2])
const makers = new Map(Object.entries(binance))
/** Payloads of a kind. */
const count = 2_000

const list = kinds.map(({ maker, args, example }) => {
  const channel = makers.get(maker)(...args)
  const payloads = example ? varied(example) : fromMarket(channel.stream)
  return { maker, channel, texts: payloads.map((payload) => pieceOf(channel.stream, payload)) }
})

/** As in the client: a piece of the text of a frame. */
function pieceOf(stream, payload) {
  const frame = Buffer.from(wrapped({ stream, payload })).toString()
  const start = frame.indexOf('"data":') + 7
  return frame.slice(start, -1)
}

function fromMarket(stream) {
  const next = createMarket()
  const payloads = []
  while (payloads.length < count) {
    const frame = next()
    if (frame.stream === stream) payloads.push(frame.payload)
  }
  return payloads
}

/** An example with other ends of its decimals and ids, the same within one payload, so that what is in order stays so. */
function varied(example) {
  return Array.from({ length: count }, (_, i) => {
    const end = String(10 + (i % 90))
    return example
      .replace(/"(\d+\.\d*)\d\d"/g, `"$1${end}"`)
      .replace(/([:,])(\d{9,16})(?=[,}])/g, (_, mark, id) => `${mark}${Number(id) + i}`)
  })
}

let used = 0
const receiveTime = 1_795_305_600_123
const decode = ({ channel, texts }) => {
  for (let i = 0; i < texts.length; i += 1) used += channel.decode(texts[i], receiveTime, 'always').receiveTime & 1
}
const parse = ({ texts }) => {
  for (let i = 0; i < texts.length; i += 1) used += JSON.parse(texts[i]) === null ? 1 : 0
}
/** ns a payload; several times over, for the clock is coarse. */
function time(work, kind) {
  const repeats = 8
  const from = process.hrtime.bigint()
  for (let i = 0; i < repeats; i += 1) work(kind)
  return Number(process.hrtime.bigint() - from) / (repeats * count)
}

const results = list.map(({ maker, texts, channel }) => {
  let slow = 0
  for (const text of texts) channel.decode(text, receiveTime, 'always', { slow: () => (slow += 1), foreign() {} })
  const bytes = Math.round(texts.reduce((sum, { length }) => sum + length, 0) / count)
  return { maker, bytes, slow: slow / count, decodeNs: [], parseNs: [] }
})
// The first rounds are for the compiler.
for (let round = -2; round < rounds; round += 1) {
  list.forEach((kind, i) => {
    const [decodeNs, parseNs] = [time(decode, kind), time(parse, kind)]
    if (round < 0) return
    results[i].decodeNs.push(decodeNs)
    results[i].parseNs.push(parseNs)
  })
}
process.stdout.write(JSON.stringify({ results, used }))
