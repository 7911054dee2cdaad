/** What a spot event costs to read, by SBE and in JSON: the same markets, the same values, frame in, typed and checked event out. */
import { cpus } from 'node:os'
import * as binance from '../dist/binance.js'

const option = (name, usual) =>
  Number(process.argv.find((each) => each.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
const rounds = option('rounds', 9)
const frames = option('frames', 2_000)
const repeats = option('repeats', 50)

const time = 1_795_305_600_123
let seed = 7
/** mulberry32, from 0 to 1. */
const random = () => {
  seed = (seed + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}
const upTo = (most) => Math.floor(random() * most)

/** Two decimals of price and five of quantity, as BTCUSDT has: mantissas by SBE, texts of eight decimals in JSON. */
const price = () => 9_000_000 + upTo(500_000)
const quantity = () => 1 + upTo(2_000_000)
const priceText = (value) => `${(value / 100).toFixed(2)}000000`
const quantityText = (value) => `${(value / 100_000).toFixed(5)}000`
const pairs = (levels) => levels.map(([p, q]) => [priceText(p), quantityText(q)])
const side = (count, from, step) => Array.from({ length: count }, (_, i) => [from + i * step, quantity()])

const sizes = { i8: 1, u8: 1, u16: 2, u32: 4, i64: 8 }

/** The bytes of these numbers, each with its type: `['i64', 5]`. */
function bytesOf(fields) {
  const bytes = new Uint8Array(fields.reduce((sum, [type]) => sum + sizes[type], 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [type, value] of fields) {
    if (type === 'i64') view.setBigInt64(at, BigInt(value), true)
    else if (type === 'u32') view.setUint32(at, value, true)
    else if (type === 'u16') view.setUint16(at, value, true)
    else if (type === 'i8') view.setInt8(at, value)
    else view.setUint8(at, value)
    at += sizes[type]
  }
  return bytes
}

const head = (block, template) => [block, template, 1, 0].map((value) => ['u16', value])
const exponents = [
  ['i8', -2],
  ['i8', -5],
]
const symbol = [7, ...new TextEncoder().encode('BTCUSDT')].map((byte) => ['u8', byte])
const i64 = (...values) => values.map((value) => ['i64', value])
const group = (levels) => [['u16', 16], ['u16', levels.length], ...i64(...levels.flat())]

const makers = {
  trade(i) {
    const [id, p, q, isMaker] = [5_000_000_000 + i, price(), quantity(), random() < 0.5]
    const entry = [['u16', 25], ['u32', 1], ...i64(id, p, q), ['u8', Number(isMaker)]]
    return [
      bytesOf([...head(18, 10_000), ...i64(time * 1_000, time * 1_000 - 556), ...exponents, ...entry, ...symbol]),
      {
        e: 'trade',
        E: time,
        s: 'BTCUSDT',
        t: id,
        p: priceText(p),
        q: quantityText(q),
        T: time - 1,
        m: isMaker,
        M: true,
      },
    ]
  },
  'best bid and ask'(i) {
    const [update, p, bidQuantity, askQuantity] = [88_000_000_000 + i, price(), quantity(), quantity()]
    const fields = i64(p, bidQuantity, p + 1, askQuantity)
    return [
      bytesOf([...head(50, 10_001), ...i64(time * 1_000, update), ...exponents, ...fields, ...symbol]),
      {
        u: update,
        s: 'BTCUSDT',
        b: priceText(p),
        B: quantityText(bidQuantity),
        a: priceText(p + 1),
        A: quantityText(askQuantity),
      },
    ]
  },
  'depth, 40 levels'(i) {
    const [update, p] = [88_000_000_000 + 20 * i, price()]
    const [bids, asks] = [side(20, p, -1), side(20, p + 1, 1)]
    const ids = i64(time * 1_000, update, update + 19)
    return [
      bytesOf([...head(26, 10_003), ...ids, ...exponents, ...group(bids), ...group(asks), ...symbol]),
      { e: 'depthUpdate', E: time, s: 'BTCUSDT', U: update, u: update + 19, b: pairs(bids), a: pairs(asks) },
    ]
  },
}

const [json, sbe] = [binance.binance(), binance.binanceSbe({ apiKey: 'none' })]
const channels = {
  trade: [binance.sbeTrades('BTCUSDT'), binance.trades('BTCUSDT')],
  'best bid and ask': [binance.sbeBookTicker('BTCUSDT'), binance.bookTicker('BTCUSDT')],
  'depth, 40 levels': [binance.sbeDepth('BTCUSDT'), binance.depth('BTCUSDT', { speed: 100 })],
}

const fromBinary = (channel) => (frame) => {
  // The host's Buffer becomes a plain array of bytes, as in the client.
  const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength)
  return sbe.readBinary(bytes).kind === 'event' ? channel.decodeBinary(bytes, time, 'always')[0] : undefined
}
/** The text is made of the bytes of the socket each time, as in the client. */
const fromText = (channel) => (frame) => {
  const text = frame.toString()
  const { start, end } = json.read(text)
  return channel.decode(text.slice(start, end), time, 'always')
}

/** ns an event, and a number that depends on all of them. */
function measure(list, decode) {
  let used = 0
  const from = process.hrtime.bigint()
  for (let repeat = 0; repeat < repeats; repeat += 1)
    for (let i = 0; i < list.length; i += 1) used += decode(list[i]).symbol.length
  return [Number(process.hrtime.bigint() - from) / (repeats * list.length), used]
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const rows = Object.entries(makers).map(([what, make]) => {
  const [ofSbe, ofJson] = channels[what]
  const made = Array.from({ length: frames }, (_, i) => make(i))
  const binary = made.map(([bytes]) => Buffer.from(bytes))
  const texts = made.map(([, payload]) => Buffer.from(JSON.stringify({ stream: ofJson.stream, data: payload })))
  const [sbeTimes, jsonTimes] = [[], []]
  for (let round = 0; round <= rounds; round += 1) {
    const [sbeNs] = measure(binary, fromBinary(ofSbe))
    const [jsonNs] = measure(texts, fromText(ofJson))
    // The first is for the compiler.
    if (round > 0) {
      sbeTimes.push(sbeNs)
      jsonTimes.push(jsonNs)
    }
  }
  const ratio = median(jsonTimes.map((ns, i) => ns / sbeTimes[i]))
  const [sbeBytes, jsonBytes] = [binary, texts].map((list) =>
    Math.round(list.reduce((sum, { length }) => sum + length, 0) / frames),
  )
  return `| ${what} | ${Math.round(median(sbeTimes))} | ${Math.round(median(jsonTimes))} | ${ratio.toFixed(2)} | ${sbeBytes} | ${jsonBytes} |`
})
process.stdout.write(
  `${rounds} rounds, interleaved; medians. Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model}.

| event | SBE, ns | JSON, ns | JSON / SBE | SBE, bytes | JSON, bytes |
|---|---|---|---|---|---|
${rows.join('\n')}
`,
)
