/** Where a browser for tests is to be found: one answer for vitest, Playwright and the benches. */
import { existsSync } from 'node:fs'

/** Flags every Chromium of ours starts with: only our own pages are loaded, and nothing is fetched in the background. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What to tell somebody who has no browser. */
export const installHint =
  'No Chromium was found. Install one (Debian: apt-get install -y chromium) or set PLAYWRIGHT_CHROMIUM_PATH.'

/**
 * The Chromium to use: PLAYWRIGHT_CHROMIUM_PATH, else the usual places, else undefined.
 * @throws when PLAYWRIGHT_CHROMIUM_PATH names nothing
 */
export function findChromium() {
  const named = process.env.PLAYWRIGHT_CHROMIUM_PATH
  if (named) {
    if (!existsSync(named)) throw new Error(`PLAYWRIGHT_CHROMIUM_PATH names ${named}, which does not exist.`)
    return named
  }
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))
}

/** The Firefox to use beside it: PLAYWRIGHT_FIREFOX_PATH, else the usual place, else undefined: then it is done without. */
export function findFirefox() {
  const named = process.env.PLAYWRIGHT_FIREFOX_PATH
  if (named && !existsSync(named)) throw new Error(`PLAYWRIGHT_FIREFOX_PATH names ${named}, which does not exist.`)
  return named || ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => existsSync(path))
}
