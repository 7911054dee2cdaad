/** Draws what has changed, at most once per animation frame. */

let due = new Set()

/** Asks for `draw` in the next frame; asking often is asking once. */
export function redraw(draw) {
  if (due.size === 0) requestAnimationFrame(flush)
  due.add(draw)
}

function flush() {
  const draws = due
  due = new Set()
  for (const draw of draws) draw()
}
