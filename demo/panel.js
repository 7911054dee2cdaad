/** The connection: where it is in its life, when it tries again, and what its figures are. */

import { brief, grouped, hole, seconds, span } from './format.js'
import { redraw } from './frame.js'
import { createHoles } from './holes.js'
import { at, put } from './page.js'
import { createRate } from './rate.js'

const breakers = {
  closed: 'closed, attempts pass',
  open: 'open, attempts rest',
  'half-open': 'half-open, one attempt on trial',
}

/** @param filled told of each gap that was filled */
export function createPanel(filled) {
  const rate = createRate(at('rate-line'))
  let session
  let holes = createHoles(filled)
  let rotations = 0
  let lastRotation
  let rotatedAt = 0
  let lastError
  let errorAt = 0
  /** When the wait on show began, for its bar. */
  let waitFrom = 0

  const draw = () => {
    if (session === undefined) return
    const now = Date.now()
    const { feed, frameLimit } = session
    const { state } = feed
    const stats = feed.stats()
    const streams = Object.values(stats.streams)
    const wait = state.kind === 'waiting' ? Math.max(0, state.retryAt - now) : undefined

    put(at('state'), state.kind)
    at('state').dataset.kind = state.kind
    put(at('detail'), detail(state, now, wait))
    const whole = wait === undefined ? 1 : Math.max(1, state.retryAt - waitFrom)
    at('countdown').style.transform = `scaleX(${wait === undefined ? 0 : Math.min(1, wait / whole).toFixed(3)})`

    put(at('rate'), String(rate.sample(stats.events, now)))
    rate.draw()
    put(at('events'), grouped(String(stats.events), 0))
    put(at('streams'), `${streams.filter(({ status }) => status === 'live').length} of ${streams.length}`)
    put(at('open'), openSockets(stats.sockets))
    put(at('sockets'), String(stats.connections))
    put(at('rotations'), rotations === 0 ? '0' : `${rotations}, last at ${seconds(rotatedAt)} (${lastRotation.reason})`)
    put(at('attempt'), numbered(state) || '–')
    at('stale').hidden = state.kind === 'open'
    put(at('next'), wait === undefined ? '–' : `in ${span(wait)}`)
    put(at('breaker'), breakers[stats.breaker])
    put(at('frames'), `${stats.controlFrames.left} of ${frameLimit} in this second`)
    put(at('invalid'), String(stats.invalid))
    put(at('gaps'), String(stats.gaps))
    const { count, newest } = holes.read(feed)
    put(at('filled'), String(count))
    put(at('gap'), newest ? `${seconds(newest.toTime)} ${hole(newest)}` : 'none')
    at('gap').className = newest?.filled ? 'buy' : ''
    put(at('error'), lastError ? `${seconds(errorAt)} ${lastError.code}: ${brief(lastError.message)}` : 'none')
  }

  // Figures and countdowns move without news.
  setInterval(() => redraw(draw), 100)

  return {
    draw: () => redraw(draw),
    paint: () => rate.paint(),
    watch(next) {
      session = next
      lastRotation = lastError = undefined
      rotations = 0
      holes = createHoles(filled)
      rate.reset()
      redraw(draw)
    },
    state(state) {
      if (state.kind === 'waiting') waitFrom = Date.now()
      redraw(draw)
    },
    rotated(rotation) {
      rotations += 1
      lastRotation = rotation
      rotatedAt = Date.now()
      redraw(draw)
    },
    error(error) {
      lastError = error
      errorAt = Date.now()
      redraw(draw)
    },
  }
}

/** How many sockets are open; one that hands over is told apart. */
function openSockets(sockets) {
  const leaving = sockets.filter(({ isLeaving }) => isLeaving).length
  return leaving > 0 ? `${sockets.length}, ${leaving} handing over` : String(sockets.length)
}

/** Which retry is being made or waited for; 0 is the first attempt. */
function numbered({ attempt }) {
  if (attempt === undefined) return ''
  return attempt === 0 ? 'first attempt' : `retry ${attempt}`
}

function detail(state, now, wait) {
  switch (state.kind) {
    case 'open':
      return `for ${span(Math.max(0, now - state.since))}`
    case 'connecting':
      return numbered(state)
    case 'waiting':
      return `${numbered(state)} in ${span(wait)}`
    case 'failed':
      return 'gave up; Reconnect tries again'
    default:
      return ''
  }
}
