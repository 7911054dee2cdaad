/** The last trades, newest first; a hole in the stream is a row of its own. */

import { clock, trimmed } from './format.js'
import { redraw } from './frame.js'
import { at, make } from './page.js'

/** Rows that are kept. */
const length = 30

export function createTape() {
  const body = at('tape')
  let news = []
  // What scrolls must be reachable by keyboard.
  at('tape-scroll').tabIndex = 0

  const draw = () => {
    const rows = news.map((item) => (item.hole ? gapRow(item.hole) : tradeRow(item.trade)))
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

  return {
    reset() {
      news = []
      body.replaceChildren()
    },
    trade: (trade) => add({ trade }),
    gap: (hole) => add({ hole }),
  }
}

function tradeRow({ isBuyerMaker, price, quantity, tradeTime, tradeId }) {
  const row = make('tr', isBuyerMaker ? 'sell' : 'buy')
  row.dataset.id = tradeId
  row.append(
    make('td', '', isBuyerMaker ? '▼ sells' : '▲ buys'),
    make('td', '', trimmed(price)),
    make('td', '', trimmed(quantity)),
    make('td', '', clock(tradeTime)),
  )
  return row
}

function gapRow({ from, to }) {
  const row = make('tr', 'hole')
  const known = from !== undefined && to !== undefined
  const cell = make('td', '', known ? `gap: trades ${from}–${to}, ${to - from + 1} missing` : 'gap in the stream')
  cell.colSpan = 4
  row.append(cell)
  return row
}
