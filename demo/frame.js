/** Draws what has changed, at most once per animation frame. */

let due = new Set()

/** Asks for `draw` in the next frame; asking often is asking once. */
export function redraw(draw) {
  if (due.size === 0) requestAnimationFrame(flush)
  due.add(draw)
}

/** The next animation frame; a hidden page has none. */
export const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))

function flush() {
  const draws = due
  due = new Set()
  for (const draw of draws) draw()
}
