/** The texts that a client sends, unmasked; a ping is answered. */
export function readTexts(socket, onText) {
  let pending = Buffer.alloc(0)
  socket.on('data', (data) => {
    pending = Buffer.concat([pending, data])
    for (let frame = take(); frame !== undefined; frame = take()) {
      const { opcode, body } = frame
      if (opcode === 1) onText(body.toString())
      else if (opcode === 9) socket.write(Buffer.concat([Buffer.from([0x8a, body.length]), body]))
      else if (opcode === 8) socket.end()
    }
  })

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
    return { opcode, body }
  }
}
