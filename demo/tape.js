/** The last trades, newest first; a hole in the stream is a row of its own, and so is the filling of one. */

import { clock, trimmed } from './format.js'
import { redraw } from './frame.js'
import { at, make } from './page.js'

/** Rows that are kept. */
const length = 40

export function createTape() {
  const body = at('tape')
  let news = []
  /** Backfilled trades in a row: the first, the last, and how many. */
  let run
  // What scrolls must be reachable by keyboard.
  at('tape-scroll').tabIndex = 0

  const draw = () => {
    const rows = news.map(({ trade, hole, filling }) => {
      if (trade) return tradeRow(trade)
      return hole ? gapRow(hole) : filledRow(filling)
    })
    news = []
    body.prepend(...rows.reverse())
    while (body.rows.length > length) body.lastElementChild.remove()
  }
  const add = (item) => {
    news.push(item)
    // A hidden page draws nothing for hours.
    if (news.length > length) news.shift()
    redraw(draw)
  }

  /** The end of a run of backfilled trades. */
  const endRun = () => {
    if (run) add({ filling: run })
    run = undefined
  }

  return {
    reset() {
      news = []
      run = undefined
      body.replaceChildren()
    },
    trade(trade) {
      const { tradeId: to } = trade
      if (trade.backfilled) run = { from: run?.from ?? to, to, count: (run?.count ?? 0) + 1 }
      else endRun()
      add({ trade })
    },
    gap(hole) {
      endRun()
      add({ hole })
    },
  }
}

function tradeRow({ isBuyerMaker, price, quantity, tradeTime, tradeId, backfilled }) {
  const row = make('tr', isBuyerMaker ? 'sell' : 'buy')
  row.dataset.id = tradeId
  const taker = make('td', '', isBuyerMaker ? '▼ sells' : '▲ buys')
  if (backfilled) {
    row.classList.add('fetched')
    taker.append(' ', make('span', 'mark', 'fetched'))
  }
  row.append(taker, make('td', '', trimmed(price)), make('td', '', trimmed(quantity)), make('td', '', clock(tradeTime)))
  return row
}

function gapRow({ from, to }) {
  const known = from !== undefined && to !== undefined
  return wideRow('hole', known ? `gap: trades ${from}–${to}, ${to - from + 1} missing` : 'gap in the stream')
}

function filledRow({ from, to, count }) {
  return wideRow('filled', `filled: trades ${from}–${to}, ${count} fetched`)
}

function wideRow(kind, text) {
  const row = make('tr', kind)
  const cell = make('td', '', text)
  cell.colSpan = 4
  row.append(cell)
  return row
}
