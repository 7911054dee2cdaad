/** The depth ladder: the local order book, drawn at the pace of the screen. */

import { clock, padded, places, sum, trimmed } from './format.js'
import { nextFrame, redraw } from './frame.js'
import { at, make, put } from './page.js'

/** Levels of each side on show. */
const length = 12

/** @param heard told of the book's own news: `synced` and `resync` */
export function createLadder(heard) {
  const asks = createRows(at('asks'), 'sell')
  // The best ask stands next to the middle.
  at('asks').append(...[...at('asks').rows].reverse())
  const bids = createRows(at('bids'), 'buy')
  let book
  /** Digits after the point; a book shows them more finely, never more coarsely. */
  let fine
  let isRead = false

  const draw = () => {
    if (book === undefined) return
    const sides = { asks: withSums(book.asks(length)), bids: withSums(book.bids(length)) }
    for (const { price, quantity, total } of [...sides.asks, ...sides.bids]) {
      fine.price = Math.max(fine.price, places(price))
      fine.quantity = Math.max(fine.quantity, places(quantity), places(total))
    }
    const most = Math.max(...[sides.asks, sides.bids].map((levels) => Number(levels.at(-1)?.total ?? 0)))
    fill(asks, sides.asks, fine, most)
    fill(bids, sides.bids, fine, most)
    const [mid, spread] = [book.mid(), book.spread()]
    put(at('mid'), mid === undefined ? '–' : trimmed(mid))
    put(at('book-spread'), spread === undefined ? '–' : trimmed(spread))
    drawState()
  }

  /** What moves without an update: a state may change while nothing is traded. */
  const drawState = () => {
    if (book === undefined) return
    const { state, lastUpdateId, reliable } = book
    const stats = book.stats()
    const isUnsure = at('ladder').querySelector('.unsure') !== null
    put(at('ladder-state'), state.kind)
    at('ladder-state').dataset.kind = state.kind
    put(at('ladder-detail'), state.kind === 'stale' ? state.reason : state.kind === 'failed' ? state.error.code : '')
    at('ladder').dataset.kind = state.kind
    put(at('ladder-note'), note(state, stats.lastTime, isUnsure))
    put(at('ladder-update'), lastUpdateId === undefined ? '–' : String(lastUpdateId))
    put(at('ladder-resyncs'), resyncs(stats.resyncs))
    put(at('ladder-held'), `${stats.bids} + ${stats.asks}`)
    put(at('ladder-snapshots'), String(stats.snapshots))
    put(at('ladder-range'), lastUpdateId === undefined ? '–' : range(reliable))
    // It may have failed before, which ends loops.
    if (state.kind === 'live') void read(book)
  }

  /** However many updates come, one drawing a frame; a hidden page draws none. */
  const read = async (mine) => {
    if (isRead) return
    isRead = true
    try {
      for await (const view of mine) {
        await nextFrame()
        if (view !== book) return
        draw()
      }
    } catch {
      // A book that fails ends its loops; its state says why.
    } finally {
      if (mine === book) isRead = false
    }
    redraw(draw)
  }

  at('ladder-resync').addEventListener('click', () => book?.resync())
  setInterval(() => redraw(drawState), 200)

  return {
    /** Shows another book from now on. */
    watch(next) {
      book = next
      fine = { price: 0, quantity: 0 }
      isRead = false
      next.on('resync', (news) => heard('resync', news))
      next.on('synced', (news) => heard('synced', news))
      void read(next)
      redraw(draw)
    },
  }
}

/** A side's rows, the best first; they are made once, so that nothing on the page moves. */
function createRows(body, side) {
  return Array.from({ length }, () => {
    const row = make('tr', side)
    const bar = make('span', 'bar')
    const cells = ['price', 'quantity', 'total'].map((name) => make('td', name))
    bar.setAttribute('aria-hidden', 'true')
    const price = make('span')
    cells[0].append(bar, price)
    row.append(...cells)
    body.append(row)
    return { row, bar, price, quantity: cells[1], total: cells[2] }
  })
}

/** Levels with what stands from the best to each of them. */
function withSums(levels) {
  let total = '0'
  return levels.map((level) => {
    total = sum(total, level.quantity)
    return { ...level, total }
  })
}

function fill(rows, levels, fine, most) {
  for (const [i, { row, bar, price, quantity, total }] of rows.entries()) {
    const level = levels[i]
    put(price, level ? padded(level.price, fine.price) : '')
    put(quantity, level ? padded(level.quantity, fine.quantity) : '')
    put(total, level ? padded(level.total, fine.quantity) : '')
    const free = level ? 100 - (Number(level.total) / most) * 100 : 100
    bar.style.clipPath = `inset(0 0 0 ${free.toFixed(1)}% round 3px)`
    row.classList.toggle('unsure', level?.verified === false)
  }
}

function note(state, lastTime, isUnsure) {
  switch (state.kind) {
    case 'syncing':
      return 'Waiting for a snapshot to join the stream to.'
    case 'stale':
      return `Not live: the book as it was${lastTime === undefined ? '' : ` at ${clock(lastTime)}`}.`
    case 'failed':
      return state.error.message
    case 'closed':
      return 'Closed.'
    default:
      return isUnsure
        ? 'Dashed: beyond the snapshot, where other levels may be missing.'
        : 'Every change since the snapshot is in it, none left out.'
  }
}

/** `2: reconnect 1, requested 1`. */
function resyncs(byReason) {
  const reasons = Object.entries(byReason).filter(([, count]) => count > 0)
  const all = reasons.reduce((total, [, count]) => total + count, 0)
  return all === 0 ? '0' : `${all}: ${reasons.map(([reason, count]) => `${reason} ${count}`).join(', ')}`
}

/** How far the book is known to be whole. */
function range({ bid, ask }) {
  if (bid === undefined && ask === undefined) return 'anywhere: the snapshot held all'
  return `${bid === undefined ? 'below' : `from ${trimmed(bid)}`} ${ask === undefined ? 'upwards' : `to ${trimmed(ask)}`}`
}
