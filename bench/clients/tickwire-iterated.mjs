/** tickwire read by `for await`, one loop for all streams; its buffer is larger, so that nothing is dropped. */
import { binance, stream } from '../../dist/binance.js'
import { createFeed } from '../../dist/index.js'
import { failLoudly } from './tickwire.mjs'

export async function start({ url, streams, arrived }) {
  const feed = createFeed({ venue: binance({ url }) })
  failLoudly(feed)
  const options = { gaps: false, buffer: { capacity: 65_536 } }
  for await (const event of feed.subscribe(streams.map(stream), options)) arrived(event.receiveTime)
}
