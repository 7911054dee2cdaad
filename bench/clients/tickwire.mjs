/** tickwire as it comes: validated, typed events to a listener on each stream. */
import { binance, stream } from '../../dist/binance.js'
import { createFeed } from '../../dist/index.js'

export function start({ url, streams, arrived }, options = {}) {
  const feed = createFeed({ venue: binance({ url }), ...options })
  for (const name of streams) feed.subscribe(stream(name), { gaps: false }).on((event) => arrived(event.receiveTime))
  failLoudly(feed)
}

/** A bench that loses events, or gets them refused, measures something else. */
export function failLoudly(feed) {
  feed.on('invalid', (news) => {
    if (!news.delivered) throw new Error(`invalid: ${JSON.stringify(news)}`)
  })
  feed.on('gap', (gap) => {
    throw new Error(`gap: ${JSON.stringify(gap)}`)
  })
  feed.on('lagged', (news) => {
    throw new Error(`lagged: ${JSON.stringify(news)}`)
  })
}
