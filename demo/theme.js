/** Light or dark: what the system says, until somebody says otherwise. */

import { at, put } from './page.js'

const key = 'tickwire-demo-theme'

/**
 * Makes the button work.
 * @param changed called whenever colours are different
 */
export function followTheme(changed) {
  const system = matchMedia('(prefers-color-scheme: dark)')
  let chosen = stored()

  const isDark = () => (chosen === undefined ? system.matches : chosen === 'dark')
  const apply = () => {
    if (chosen === undefined) delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen
    put(at('theme'), isDark() ? 'Light' : 'Dark')
    at('theme').setAttribute('aria-label', `Switch to the ${isDark() ? 'light' : 'dark'} theme`)
  }

  at('theme').addEventListener('click', () => {
    chosen = isDark() ? 'light' : 'dark'
    try {
      localStorage.setItem(key, chosen)
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    apply()
    changed()
  })
  system.addEventListener('change', () => {
    apply()
    changed()
  })
  apply()
}

function stored() {
  try {
    return localStorage.getItem(key) ?? undefined
  } catch {
    return undefined
  }
}
