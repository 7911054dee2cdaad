/** Events per second: the figure of now, and a line of the last minute. */

import { colour } from './page.js'

/** Seconds on the line. */
const length = 60

export function createRate(canvas) {
  const bars = []
  let samples = []
  let second
  let atSecond = 0
  let ink
  let soft

  const sample = (events, now) => {
    samples = [...samples.filter(({ time }) => time > now - 1_200), { time: now, events }]
    const current = Math.floor(now / 1_000)
    if (second === undefined) {
      second = current
      atSecond = events
    }
    // A page that slept does not know how its seconds were: they are shown as empty but for the last.
    for (; second < current; second++) {
      const isLast = second === current - 1
      bars.push(isLast ? events - atSecond : 0)
      if (isLast) atSecond = events
      if (bars.length > length) bars.shift()
    }
    const past = samples.find(({ time }) => time >= now - 1_000) ?? samples[0]
    return past.time === now ? 0 : Math.round(((events - past.events) * 1_000) / Math.max(now - past.time, 500))
  }

  const draw = () => {
    const ratio = globalThis.devicePixelRatio || 1
    const width = Math.round(canvas.clientWidth * ratio)
    const height = Math.round(canvas.clientHeight * ratio)
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    const context = canvas.getContext('2d')
    context.clearRect(0, 0, width, height)
    const step = width / length
    const peak = Math.max(10, ...bars)
    context.fillStyle = soft
    context.fillRect(0, height - ratio, width, ratio)
    context.fillStyle = ink
    for (let i = 0; i < bars.length; i++) {
      const tall = Math.round((bars[i] / peak) * (height - ratio))
      context.fillRect(width - (bars.length - i) * step, height - ratio - tall, Math.max(1, step - ratio), tall)
    }
  }

  const paint = () => {
    ink = colour('--accent')
    soft = colour('--line')
  }
  paint()

  return {
    paint,
    reset() {
      bars.length = 0
      samples = []
      second = undefined
    },
    /** Takes the count of events so far; gives the events of the last second. */
    sample,
    draw,
  }
}
