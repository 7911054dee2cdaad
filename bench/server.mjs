/** A server that is never the bottleneck: frames encoded once, written to a raw socket as fast as it drains. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { makeFrames } from './frames.mjs'

const total = Number(process.argv[2] ?? 300_000)
const frames = makeFrames().map(encode)
/** Frames are written in blocks, as a busy exchange's kernel hands them over. */
const blocks = []
for (let i = 0; i < frames.length; i += 100) blocks.push(Buffer.concat(frames.slice(i, i + 100)))

const server = createServer()
server.on('upgrade', (request, line) => {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  line.setNoDelay(true)
  line.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  line.on('error', () => {})
  let pending = Buffer.alloc(0)
  // The flood begins when the client has said nothing for a while: it has subscribed by then, in whatever manner.
  let timer = setTimeout(flood, 400)
  line.on('data', (data) => {
    pending = Buffer.concat([pending, data])
    for (let text = take(); text !== undefined; text = take()) {
      const id = /"id":("[^"]*"|\d+)/.exec(text)?.[1]
      if (id !== undefined) line.write(encode(`{"result":null,"id":${id}}`))
    }
    if (timer === undefined) return
    clearTimeout(timer)
    timer = setTimeout(flood, 400)
  })

  /** The next text of the client, unmasked. */
  function take() {
    if (pending.length < 6) return undefined
    const opcode = pending[0] & 15
    let length = pending[1] & 127
    let at = 2
    if (length === 126) {
      length = pending.readUInt16BE(2)
      at = 4
    }
    if (pending.length < at + 4 + length) return undefined
    const mask = pending.subarray(at, at + 4)
    const body = Buffer.from(pending.subarray(at + 4, at + 4 + length))
    for (let i = 0; i < length; i += 1) body[i] ^= mask[i & 3]
    pending = pending.subarray(at + 4 + length)
    return opcode === 1 ? body.toString() : ''
  }

  function flood() {
    timer = undefined
    let sent = 0
    const write = () => {
      while (sent < total && !line.destroyed) {
        const room = line.write(blocks[(sent / 100) % blocks.length])
        sent += 100
        if (!room) return void line.once('drain', write)
      }
    }
    write()
  }
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port))

function encode(text) {
  const body = Buffer.from(text)
  const head =
    body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, body.length >> 8, body.length & 255])
  return Buffer.concat([head, body])
}
