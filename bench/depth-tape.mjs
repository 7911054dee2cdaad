/** A book of a thousand levels a side and its changes, some 35 levels each, as frames: `{ snapshot, frames }`. */
import { wrapped } from './frames.mjs'

const levels = 1_000
const gone = '0.00000000'
const stream = 'btcusdt@depth@100ms'

export function createTape(count, seed = 11) {
  const random = seeded(seed)
  const upTo = (most) => Math.floor(random() * most)
  const priceOf = (tick) => `${(tick / 100).toFixed(2)}000000`
  const quantity = () => `${(0.00001 + random() ** 3 * 20).toFixed(5)}000`
  const sides = [new Map(), new Map()]
  let middle = 6_000_000
  for (let i = 1; i <= levels; i += 1) {
    sides[0].set(middle - i * 2, quantity())
    sides[1].set(middle + i * 2, quantity())
  }
  const rows = (side, sign) => [...side].sort(([a], [b]) => sign * (a - b)).map(([tick, q]) => [priceOf(tick), q])
  let update = 88_000_000_000
  const snapshot = { lastUpdateId: update, bids: rows(sides[0], -1), asks: rows(sides[1], 1) }
  let time = 1_795_305_600_000

  /**
   * Changes of one side, in the proportions of two recorded minutes of BTCUSDT: half of them within the best 70 levels, two of
   * five new, as many gone, the rest other quantities, or levels taken away that nobody was told of.
   */
  function change(side, sign) {
    const changed = new Map()
    for (const tick of side.keys()) if ((tick - middle) * sign <= 0) changed.set(tick, gone)
    for (let i = 12 + upTo(11); i > 0; i -= 1) {
      const tick = middle + sign * (1 + Math.floor(random() ** 4 * levels * 2))
      changed.set(tick, random() < (side.has(tick) ? 0.74 : 0.17) ? gone : quantity())
    }
    for (const [tick, q] of changed) {
      if (q === gone) side.delete(tick)
      else side.set(tick, q)
    }
    // Best first, as in every recording of spot.
    return [...changed].sort(([a], [b]) => sign * (a - b)).map(([tick, q]) => [priceOf(tick), q])
  }

  const frames = Array.from({ length: count }, () => {
    middle += upTo(5) - 2
    const first = update + 1
    update += 1 + upTo(40)
    time += 100
    const [b, a] = [change(sides[0], -1), change(sides[1], 1)]
    const payload = { e: 'depthUpdate', E: time, s: 'BTCUSDT', U: first, u: update, b, a }
    return wrapped({ stream, payload: JSON.stringify(payload) })
  })
  const best = [Math.max(...sides[0].keys()), Math.min(...sides[1].keys())].map(priceOf)
  return { snapshot, frames, best, held: sides.map(({ size }) => size) }
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
