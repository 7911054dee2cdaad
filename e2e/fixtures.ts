/** A test's own exchange and its own site, and a watch over what the page complains of. */
import { test as base, expect, type Page } from '@playwright/test'

import { serve } from '../scripts/serve.mjs'
import { createLocalExchange, type LocalExchange, type LocalExchangeOptions } from '../src/testing/exchange/server'

/** Chromium's own word about a socket that could not be opened; no page can keep it from the console. */
export const refusedSocket = /^WebSocket connection to 'ws:[^']*' failed: /

const policy = `default-src 'none'; script-src 'self'; connect-src 'self' ws://127.0.0.1:* http://127.0.0.1:*`

const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>bare</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="${policy}; img-src data:">`

/** Pages with nothing on them but the package. */
const pages = {
  '/bare': `${head}<script src="/dist/tickwire.global.js"></script></head><body></body></html>`,
  '/bare-book': `${head}<script src="/dist/tickwire.global.js"></script><script src="/dist/tickwire.book.global.js"></script></head><body></body></html>`,
  '/bare-account': `${head}<script src="/dist/tickwire.global.js"></script><script src="/dist/tickwire.account.global.js"></script></head><body><ol id="events"></ol></body></html>`,
  '/bare-module': `${head}<script type="module" src="/module.js"></script></head><body></body></html>`,
  '/policy': `${head}<script src="/watch.js"></script>${['', '.book', '.futures', '.options', '.account']
    .map((part) => `<script src="/dist/tickwire${part}.global.js"></script>`)
    .join('')}</head><body></body></html>`,
  '/watch.js': `violations = []; addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => violations.push(violatedDirective + ' ' + blockedURI))`,
  '/module.js': `import * as tickwire from '/dist/tickwire.min.mjs'\nglobalThis.tickwire = tickwire\n`,
}

interface Fixtures {
  exchangeOptions: LocalExchangeOptions
  exchange: LocalExchange
  /** Address of the site, with a slash at its end. */
  site: string
  /** What the page may say on its console after all. */
  allowed: RegExp[]
  watch: undefined
}

export const test = base.extend<Fixtures>({
  exchangeOptions: [{}, { option: true }],
  allowed: [[], { option: true }],

  exchange: async ({ exchangeOptions }, use) => {
    const exchange = await createLocalExchange({ tickMs: 10, ...exchangeOptions })
    await use(exchange)
    await exchange.close()
  },

  site: async ({ exchange }, use) => {
    const site = await serve({ config: { local: { socket: exchange.url, rest: exchange.restUrl } }, pages })
    await use(site.url)
    await site.close()
  },

  // Errors and warnings on the console, uncaught exceptions, rejections that nobody handles: none, anywhere.
  watch: [
    async ({ page, allowed }, use) => {
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
      page.on('console', (message) => {
        const text = message.text()
        if (!['error', 'warning'].includes(message.type()) || allowed.some((pattern) => pattern.test(text))) return
        complaints.push(`${message.type()}: ${text}`)
      })
      await use(undefined)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** Connections that are open at the moment. */
export function openConnections(exchange: LocalExchange): number {
  return exchange.record.connections.filter(({ closedAt }) => closedAt === undefined).length
}

/** Number of the newest trade of BTCUSDT, whoever listens. */
export function lastTradeMade({ market }: LocalExchange): number {
  return market?.instruments.get('BTCUSDT')?.trades.latest(1)[0]?.id as number
}

/** Opaque pixels of the demo's chart as red, green and blue, of every third column and row, corner first. */
export function pixels(page: Page): Promise<readonly (readonly number[])[]> {
  return page.locator('#chart canvas').evaluateAll((canvases: HTMLCanvasElement[]) => {
    const found: number[][] = []
    for (const canvas of canvases.filter(({ width, height }) => width * height > 0)) {
      const { width, height } = canvas
      const copy = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D
      copy.drawImage(canvas, 0, 0)
      const { data } = copy.getImageData(0, 0, width, height)
      for (let y = 0; y < height; y += 3)
        for (let x = 0; x < width; x += 3) {
          const at = (y * width + x) * 4
          if (data[at + 3] === 255) found.push([...data.slice(at, at + 3)])
        }
    }
    return found
  })
}
