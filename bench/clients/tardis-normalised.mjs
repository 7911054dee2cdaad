/**
 * `tardis-dev` with its normalisers for trades, best prices and books. Their books wait for a snapshot by REST, whose
 * address cannot be set: the normaliser is wrapped, and given one before its first change.
 */
import { firstUpdate } from '../frames.mjs'

export async function start({ url, symbols, arrived }) {
  process.env.WSS_URL_BINANCE = `${url}/stream`
  const tardis = (await import('tardis-dev')).default
  const books = (exchange, now) => {
    const mapper = tardis.normalizeBookChanges(exchange, now)
    const begun = new Set()
    return {
      canHandle: (message) => mapper.canHandle(message),
      getFilters: (wanted) => mapper.getFilters(wanted).filter(({ channel }) => channel === 'depth'),
      *map(message, time) {
        const { stream } = message
        if (!begun.has(stream)) {
          begun.add(stream)
          const data = { lastUpdateId: firstUpdate, bids: [], asks: [] }
          for (const _ of mapper.map({ stream, generated: true, data }, time));
        }
        yield* mapper.map(message, time)
      },
    }
  }
  const normalisers = [tardis.normalizeTrades, tardis.normalizeBookTickers, books]
  for await (const event of tardis.streamNormalized({ exchange: 'binance', symbols }, ...normalisers))
    if (event.type !== 'disconnect') arrived(event.symbol.length)
}
