/** What happened to the connection, in sentences, newest first. */

import { brief, hole, seconds, span } from './format.js'
import { redraw } from './frame.js'
import { at, make } from './page.js'

/** Lines that are kept. */
const length = 60

export function createLog() {
  const list = at('log')
  // What scrolls must be reachable by keyboard.
  list.tabIndex = 0
  let lines = []
  let lostAt
  const draw = () => {
    list.prepend(...lines.reverse())
    lines = []
    while (list.children.length > length) list.lastElementChild.remove()
  }
  const say = (text, kind = '') => {
    const line = make('li', kind)
    line.append(make('time', '', seconds(Date.now())), ' ', make('span', '', text))
    lines.push(line)
    if (lines.length > length) lines.shift()
    redraw(draw)
  }

  const tellers = {
    connected({ url }) {
      const { origin, pathname } = new URL(url)
      if (lostAt === undefined) return say(`Connected to ${origin}${pathname}.`, 'good')
      say(`Healed: connected again after ${span(Date.now() - lostAt)}.`, 'good')
      lostAt = undefined
    },
    disconnected({ error }) {
      lostAt ??= Date.now()
      say(`Lost: ${brief(error.message)}`, 'bad')
    },
    retrying: ({ attempt, delayMs }) => say(`Retry ${attempt} follows in ${span(delayMs)}.`),
    gap: (gap) => say(`Gap in ${hole(gap)}.`, 'warn'),
    rotated: ({ reason, streams, silent, tookMs }) =>
      say(
        `Rotated (${reason}): ${streams} streams handed over in ${span(tookMs)}${silent > 0 ? `, ${silent} of them silent` : ''}.`,
        'good',
      ),
    filled: (gap) => say(`Filled: ${hole(gap)}.`, 'good'),
    resync: ({ symbol, reason }) =>
      say(`The ${symbol} book is out of step (${reason}): a new snapshot is on its way.`, 'warn'),
    synced: ({ symbol, lastUpdateId }) => say(`The ${symbol} book is live from update ${lastUpdateId}.`, 'good'),
    invalid: ({ stream, path, reason, delivered }) =>
      say(`${delivered ? 'Suspect' : 'Refused'}: ${stream ?? 'a frame'}, ${path}: ${reason}.`, 'warn'),
    error: ({ code, message }) => say(`${code}: ${brief(message)}`, 'bad'),
  }

  return {
    say,
    feed: (name, news) => tellers[name]?.(news),
    /** A new feed begins: nothing of the old one is to be healed. */
    restart() {
      lostAt = undefined
    },
  }
}
