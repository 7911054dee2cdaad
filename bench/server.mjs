/** A server that is never the bottleneck: frames encoded before they are wanted, written to raw sockets. Orders come from the parent. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { firstUpdate, symbols } from './frames.mjs'
import { readTexts } from './server/client-texts.mjs'
import { each, endless, flood, pace, silent } from './server/deliveries.mjs'
import { encode } from './server/frame.mjs'

const deliveries = { flood, pace, endless, each, silent }

/** How the next client is served: `{ mode, need, streams, reordered, rate }`. */
let order = { mode: 'silent' }
let lines = []
/** Counts clients: what belongs to one that is gone must stop. */
let epoch = 0
let timer

process.on('message', (next) => {
  order = next
  epoch += 1
  clearTimeout(timer)
  for (const { socket } of lines) socket.destroy()
  lines = []
  process.send({ kind: 'ready' })
})
process.on('disconnect', () => process.exit())

/** The client has said nothing for a while: it has subscribed by then, in whatever manner. */
function settle() {
  clearTimeout(timer)
  const mine = epoch
  timer = setTimeout(async () => {
    const isOver = () => mine !== epoch
    const result = await deliveries[order.mode]({ lines, order, isOver })
    if (result && !isOver()) process.send({ kind: 'result', result })
  }, 600)
}

const exchangeInfo = {
  timezone: 'UTC',
  serverTime: 1_795_305_600_000,
  rateLimits: [],
  exchangeFilters: [],
  symbols: symbols.map((symbol) => ({
    symbol,
    status: 'TRADING',
    baseAsset: symbol.slice(0, -4),
    quoteAsset: 'USDT',
    baseAssetPrecision: 8,
    quoteAssetPrecision: 8,
    quotePrecision: 8,
    orderTypes: ['LIMIT', 'MARKET'],
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0.00000001', maxPrice: '1000000.00000000', tickSize: '0.00000001' },
      { filterType: 'LOT_SIZE', minQty: '0.00000100', maxQty: '9000.00000000', stepSize: '0.00000100' },
    ],
    permissions: ['SPOT'],
  })),
}
const answers = {
  '/api/v3/exchangeInfo': exchangeInfo,
  '/api/v3/time': { serverTime: 1_795_305_600_000 },
  '/api/v3/ping': {},
  '/api/v3/depth': { lastUpdateId: firstUpdate, bids: [['0.00000001', '1']], asks: [['900000.0', '1']] },
}

const server = createServer((request, response) => {
  settle()
  const answer = answers[request.url.split('?', 1)[0]]
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer ?? []))
})
server.on('upgrade', (request, socket) => {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  socket.setNoDelay(true)
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  const isRaw = pathname.startsWith('/ws')
  const named = isRaw ? pathname.slice(4) : (searchParams.get('streams') ?? '')
  // A name with no mark is a number that a client tells its connections apart by.
  const streams = new Set(named.split('/').filter((name) => name.includes('@')))
  const line = { socket, streams, isRaw }
  lines.push(line)
  socket.on('error', () => {})
  socket.on('close', () => {
    lines = lines.filter((each) => each !== line)
  })
  readTexts(socket, (text) => {
    const { id, method, params = [] } = JSON.parse(text)
    if (method === 'SUBSCRIBE') for (const name of params) streams.add(name)
    if (method === 'UNSUBSCRIBE') for (const name of params) streams.delete(name)
    if (id !== undefined) socket.write(encode(JSON.stringify({ result: null, id })))
    settle()
  })
  settle()
})
server.listen(0, '127.0.0.1', () => process.send({ kind: 'listening', port: server.address().port }))
