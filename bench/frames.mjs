/** The frames every client is measured on: a fixed mix of a market's traffic, made by a seed, in the exchange's own shapes. */

export const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'SOLUSDT', 'XRPUSDT']

/** Streams by kind; the share is of all frames. */
const kinds = [
  { suffix: '@bookTicker', share: 0.45, make: bookTicker },
  { suffix: '@trade', share: 0.2, make: trade },
  { suffix: '@aggTrade', share: 0.15, make: aggTrade },
  { suffix: '@depth@100ms', share: 0.12, make: depth },
  { suffix: '@kline_1m', share: 0.05, make: kline },
  { suffix: '@ticker', share: 0.03, make: ticker },
]

/** What a client may be asked to carry. */
const mixes = {
  full: kinds.map(({ suffix }) => suffix),
  small: ['@bookTicker', '@trade', '@aggTrade'],
  /** What `tardis-dev` has normalisers for. */
  normalised: ['@bookTicker', '@trade', '@depth@100ms'],
}

/** Names of the streams of a mix. */
export const streamsOf = (mix) => symbols.flatMap((symbol) => mixes[mix].map((suffix) => symbol.toLowerCase() + suffix))

/** Numbers of books begin after this one. */
export const firstUpdate = 88_000_000_000

/**
 * A market that goes on for ever: each call is the next frame, `{ stream, payload }`, the payload as text. No number
 * comes twice, so that nobody takes a frame for an old one.
 * @param reordered keys in another order than the exchange's: the same events, in a shape that nobody expects
 */
export function createMarket({ seed = 7, reordered = false } = {}) {
  const random = seeded(seed)
  const state = new Map(
    symbols.map((symbol, i) => [
      symbol,
      {
        symbol,
        price: 10 ** (5 - i) * (0.5 + random()),
        id: 5_000_000_000,
        trades: 0,
        update: firstUpdate,
        shown: firstUpdate,
      },
    ]),
  )
  let time = 1_795_305_600_000
  return () => {
    const draw = random()
    let sum = 0
    const kind = kinds.find(({ share }) => (sum += share) > draw) ?? kinds[0]
    const market = state.get(symbols[Math.floor(random() * symbols.length)])
    market.price *= 1 + (random() - 0.5) / 5_000
    market.update += 1 + Math.floor(random() * 30)
    time += Math.floor(random() * 3)
    const payload = kind.make(market, time, random)
    return {
      stream: market.symbol.toLowerCase() + kind.suffix,
      payload: JSON.stringify(reordered ? turned(payload) : payload),
    }
  }
}

/** As the combined path wraps it. */
export const wrapped = ({ stream, payload }) => `{"stream":"${stream}","data":${payload}}`

/** The same members from last to first, in nested objects too. */
const turned = (value) =>
  Array.isArray(value) || value !== Object(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .map(([key, each]) => [key, turned(each)])
          .reverse(),
      )

const price = (value) => `${value.toFixed(2)}000000`
const quantity = (random) => `${(random() ** 3 * 20).toFixed(5)}000`

function bookTicker({ symbol, price: p, update }, _, random) {
  return { u: update, s: symbol, b: price(p - 0.01), B: quantity(random), a: price(p), A: quantity(random) }
}

function trade(market, time, random) {
  const { symbol, price: p } = market
  // Numbers follow one another, as the exchange's do: a hole would be told.
  const id = (market.id += 1)
  return {
    e: 'trade',
    E: time,
    s: symbol,
    t: id,
    p: price(p),
    q: `${(0.00001 + random()).toFixed(5)}000`,
    T: time - 1,
    m: random() < 0.5,
    M: true,
  }
}

function aggTrade(market, time, random) {
  const { symbol, price: p, id } = market
  const a = (market.trades += 1)
  const q = `${(0.00001 + random()).toFixed(5)}000`
  return {
    e: 'aggTrade',
    E: time,
    s: symbol,
    a: 4_000_000_000 + a,
    p: price(p),
    q,
    f: id,
    l: id + 2,
    T: time - 1,
    m: random() < 0.5,
    M: true,
  }
}

function depth(market, time, random) {
  const { symbol, price: p, update, shown } = market
  market.shown = update
  const side = (sign) =>
    Array.from({ length: 10 + Math.floor(random() * 40) }, (_, i) => [
      price(p + sign * (i + 1) * p * 1e-5),
      random() < 0.3 ? '0.00000000' : quantity(random),
    ])
  return { e: 'depthUpdate', E: time, s: symbol, U: shown + 1, u: update, b: side(-1), a: side(1) }
}

function kline({ symbol, price: p, id }, time, random) {
  const start = time - (time % 60_000)
  const k = {
    t: start,
    T: start + 59_999,
    s: symbol,
    i: '1m',
    f: id - 99,
    L: id,
    o: price(p * 0.999),
    c: price(p),
    h: price(p * 1.001),
    l: price(p * 0.998),
    v: '120.50000000',
    n: 100,
    x: false,
    q: price(p * 120),
    V: quantity(random),
    Q: price(p * random()),
    B: '0',
  }
  return { e: 'kline', E: time, s: symbol, k }
}

function ticker({ symbol, price: p, id }, time, random) {
  return {
    e: '24hrTicker',
    E: time,
    s: symbol,
    p: price(p * 0.01),
    P: '1.372',
    w: price(p * 0.995),
    x: price(p * 0.99),
    c: price(p),
    Q: quantity(random),
    b: price(p - 0.01),
    B: quantity(random),
    a: price(p),
    A: quantity(random),
    o: price(p * 0.99),
    h: price(p * 1.02),
    l: price(p * 0.97),
    v: '21450.12345000',
    q: price(p * 21_450),
    O: time - 86_400_000,
    C: time,
    F: id - 2_345_677,
    L: id,
    n: 2_345_678,
  }
}

/** mulberry32 */
function seeded(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
