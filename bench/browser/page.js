/** What runs in the page: clients that count events, and decoding alone. */

/** Mapped by hand, as an application does that parses for itself. Nothing is checked. */
const mappers = {
  bookTicker(d, receiveTime) {
    const { u: updateId, s: symbol, b: bidPrice, B: bidQuantity, a: askPrice, A: askQuantity } = d
    return { type: 'bookTicker', updateId, symbol, bidPrice, bidQuantity, askPrice, askQuantity, receiveTime }
  },
  trade(d, receiveTime) {
    const { E: eventTime, s: symbol, t: tradeId, p: price, q: quantity, T: tradeTime, m: isBuyerMaker } = d
    return { type: 'trade', eventTime, symbol, tradeId, price, quantity, tradeTime, isBuyerMaker, receiveTime }
  },
  aggTrade(d, receiveTime) {
    const { E: eventTime, s: symbol, a: aggTradeId, p: price, q: quantity, T: tradeTime, m: isBuyerMaker } = d
    const { f: firstTradeId, l: lastTradeId } = d
    const ids = { aggTradeId, firstTradeId, lastTradeId }
    return { type: 'aggTrade', eventTime, symbol, ids, price, quantity, tradeTime, isBuyerMaker, receiveTime }
  },
  depth(d, receiveTime) {
    const { E: eventTime, s: symbol, U: firstUpdateId, u: finalUpdateId, b: bids, a: asks } = d
    return { type: 'depth', eventTime, symbol, firstUpdateId, finalUpdateId, bids, asks, receiveTime }
  },
  kline_1m({ E: eventTime, s: symbol, k }, receiveTime) {
    const { t: startTime, T: closeTime, o: open, h: high, l: low, c: close, v: volume, n: numTrades, x: isClosed } = k
    const prices = { open, high, low, close, volume, numTrades, isClosed }
    return { type: 'kline', eventTime, symbol, startTime, closeTime, prices, receiveTime }
  },
  ticker(d, receiveTime) {
    const { E: eventTime, s: symbol, p: priceChange, P: priceChangePercent, w: weightedAvgPrice, c: lastPrice } = d
    const { o: open, h: high, l: low, v: volume, q: quoteVolume, O: openTime, C: closeTime, n: numTrades } = d
    const day = { open, high, low, volume, quoteVolume, openTime, closeTime, numTrades }
    return {
      type: 'ticker',
      eventTime,
      symbol,
      priceChange,
      priceChangePercent,
      weightedAvgPrice,
      lastPrice,
      day,
      receiveTime,
    }
  },
}
const kindOf = (stream) => stream.slice(stream.indexOf('@') + 1).replace('@100ms', '')

function parsed(text, receiveTime) {
  const { stream, data } = JSON.parse(text)
  return mappers[kindOf(stream)](data, receiveTime)
}

const clients = {
  count(url, streams, arrived) {
    new WebSocket(`${url}/stream?streams=${streams.join('/')}`).onmessage = () => arrived(1)
  },
  parse(url, streams, arrived) {
    new WebSocket(`${url}/stream?streams=${streams.join('/')}`).onmessage = ({ data }) =>
      arrived(parsed(data, Date.now()).receiveTime)
  },
  tickwire(url, streams, arrived) {
    const { createFeed, binance, stream } = globalThis.tickwire
    const feed = createFeed({ venue: binance({ url }) })
    for (const name of streams) feed.subscribe(stream(name), { gaps: false }).on((event) => arrived(event.receiveTime))
    feed.on('gap', (gap) => {
      throw new Error(JSON.stringify(gap))
    })
  },
}

/** Resolves when so many events have come, to how many came in a second. */
globalThis.receive = (name, url, streams, count) =>
  new Promise((resolve) => {
    let seen = 0
    let used = 0
    let startedAt
    clients[name](url, streams, (value) => {
      used += value
      seen += 1
      if (seen === 1) startedAt = performance.now()
      if (seen === count) resolve({ perSecond: (count - 1) / ((performance.now() - startedAt) / 1_000), used })
    })
  })

/** ns a message on the main thread, sockets apart: read, decoded and checked; and parsed and mapped. */
globalThis.decodeAlone = (texts, rounds) => {
  const { binance, stream } = globalThis.tickwire
  const { read } = binance()
  const channels = new Map()
  let used = 0
  const decode = (text) => {
    const { stream: name, start, end } = read(text)
    if (!channels.has(name)) channels.set(name, stream(name))
    used += channels.get(name).decode(text.slice(start, end), 1, 'always').receiveTime
  }
  const parse = (text) => {
    used += parsed(text, 1).receiveTime
  }
  const time = (work) => {
    const from = performance.now()
    for (let i = 0; i < 10; i += 1) for (const text of texts) work(text)
    return ((performance.now() - from) * 1e6) / (10 * texts.length)
  }
  for (const work of [decode, parse, decode, parse]) time(work)
  const results = Array.from({ length: rounds }, () => ({ decodeNs: time(decode), parseNs: time(parse) }))
  return { results, used }
}
