/** How frames reach the client: as fast as it reads, at a pace, or without end. */
import { createMarket, wrapped } from '../frames.mjs'
import { encode } from './frame.mjs'

/** Frames that are written at once, as a busy exchange's kernel hands them over. */
const block = 100

/** The first frames of a market on some streams, made once: a client that misses one of them never gets to its end. */
const made = new Map()
function framesOf({ need, streams, reordered = false }) {
  const key = [need, reordered, ...streams].join(' ')
  if (!made.has(key)) {
    const next = createMarket({ reordered })
    const wanted = new Set(streams)
    const frames = []
    while (frames.length < need) {
      const frame = next()
      if (wanted.has(frame.stream)) frames.push(frame)
    }
    made.set(key, frames)
  }
  return made.get(key)
}

const textOf = (isRaw) => (isRaw ? ({ payload }) => payload : wrapped)

/** For each block of the market, what one kind of line gets of it; kept, for the next round asks for the same. */
const cut = new Map()
function blocksOf({ streams, isRaw }, order) {
  const key = [order.need, order.reordered, ...order.streams, isRaw, ...[...streams].sort()].join(' ')
  if (!cut.has(key)) {
    const frames = framesOf(order)
    const text = textOf(isRaw)
    const blocks = []
    for (let i = 0; i < frames.length; i += block) {
      const own = frames.slice(i, i + block).filter(({ stream }) => streams.has(stream))
      blocks.push(Buffer.concat(own.map((frame) => encode(text(frame)))))
    }
    cut.set(key, blocks)
  }
  return cut.get(key)
}

/** Everything, in the market's order over all lines, as fast as the slowest of them drains. */
export async function flood({ lines, order, isOver }) {
  checkStreams(lines, order)
  const all = lines.map((line) => ({ socket: line.socket, blocks: blocksOf(line, order) }))
  for (let i = 0; i < order.need / block && !isOver(); i += 1) {
    for (const { socket, blocks } of all) {
      if (blocks[i].length === 0 || socket.destroyed) continue
      if (!socket.write(blocks[i])) await drained(socket)
    }
  }
}

/** Each stream must be carried once, or a client would be measured on less than the others. */
function checkStreams(lines, { streams }) {
  const carried = lines.flatMap((line) => [...line.streams]).sort()
  if (carried.join() !== [...streams].sort().join()) throw new Error(`It carries ${carried.join(', ')}.`)
}

/** Fresh frames for ever, made while they are sent. */
export async function endless({ lines: [line], isOver }) {
  const next = createMarket()
  while (!isOver() && line && !line.socket.destroyed) {
    const frames = Array.from({ length: block }, next).filter(({ stream }) => line.streams.has(stream))
    if (!line.socket.write(Buffer.concat(frames.map((frame) => encode(textOf(line.isRaw)(frame)))))) {
      await drained(line.socket)
    }
  }
}

/**
 * So many a second, each written when it is due; never a block. Resolves to when each was written, in ms of the machine's
 * monotonic clock.
 */
export async function pace({ lines: [{ socket, isRaw }], order, isOver }) {
  const text = textOf(isRaw)
  const encoded = framesOf(order).map((frame) => encode(text(frame)))
  const sentAt = new Float64Array(encoded.length)
  const startedAt = monotonicMs()
  let sent = 0
  while (sent < encoded.length && !isOver() && !socket.destroyed) {
    const now = monotonicMs()
    const due = Math.min(encoded.length, Math.floor(((now - startedAt) / 1_000) * order.rate))
    if (due > sent) {
      const late = sent
      for (; sent < due; sent += 1) sentAt[sent] = now
      socket.write(due - late === 1 ? encoded[late] : Buffer.concat(encoded.slice(late, due)))
    }
    // The loop turns without sleeping: a timer would make bursts of a millisecond.
    await new Promise(setImmediate)
  }
  return { sentAt: [...sentAt] }
}

/** Nothing. */
export function silent() {}

let lastTrade = 0

/** Three trades on each stream, whatever its symbol. */
export function each({ lines }) {
  for (let i = 0; i < 3; i += 1) {
    lastTrade += 1
    for (const { socket, streams } of lines) {
      for (const stream of streams) {
        const s = stream.slice(0, stream.indexOf('@')).toUpperCase()
        const [E, p, q] = [1_795_305_600_000 + lastTrade, '101.25000000', '0.50000000']
        const payload = JSON.stringify({ e: 'trade', E, s, t: lastTrade, p, q, T: E - 1, m: true, M: true })
        socket.write(encode(wrapped({ stream, payload })))
      }
    }
  }
}

const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6

function drained(socket) {
  return new Promise((resolve) => {
    const events = ['drain', 'close']
    const go = () => {
      for (const event of events) socket.off(event, go)
      resolve()
    }
    if (socket.destroyed) return resolve()
    for (const event of events) socket.on(event, go)
  })
}
