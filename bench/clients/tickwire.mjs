/** tickwire as it comes: validated, typed events to a listener on each stream. */
import { binance, stream } from '../../dist/binance.js'
import { createFeed } from '../../dist/index.js'
import { streams } from '../frames.mjs'

export function start(url, arrived, options = {}) {
  const feed = createFeed({ venue: binance({ url }), ...options })
  for (const name of streams) feed.subscribe(stream(name)).on((event) => arrived(event.receiveTime))
  feed.on('invalid', (invalid) => {
    if (!invalid.delivered) throw new Error(`invalid: ${JSON.stringify(invalid)}`)
  })
}
