/** Short words for the page's own elements. */

/** The element with this id. */
export const at = (id) => document.getElementById(id)

/** Shows `text`; touches the page only when it differs. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/** A new element with a class and a text. */
export function make(name, className, text) {
  const element = document.createElement(name)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  return element
}

/** What a theme colour comes to now, as canvases want it: `--buy` → `rgb(…)`. */
export function colour(name) {
  const probe = make('span')
  probe.style.color = `var(${name})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
