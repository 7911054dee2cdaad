/** One client in a process of its own; whatever reaches its user goes to the parent, in order. Ends by itself once it is closed. */
import { subscribe } from 'node:diagnostics_channel'

const [name, url, restUrl, ...symbols] = process.argv.slice(2)
const tell = (...message) => process.connected && process.send(message)

// Every socket that is dialled, refused ones too, which no server ever sees.
subscribe('net.client.socket', () => tell('dialled', Date.now()))

const { start } = await import(`./clients/${name}.mjs`)
const client = start({
  url,
  restUrl,
  symbols,
  /** An event, as the user's code gets it. */
  trade: (symbol, id, price) => tell('trade', symbol, id, price),
  /** Numbers that the client says are missing, to their number. */
  gap: (symbol, from, to) => tell('gap', symbol, from, to),
  /** Anything that lets the user know that something went wrong or was mended. */
  told: (text) => tell('told', String(text).slice(0, 200)),
  /** It has given up for good, and says so. */
  stopped: (text) => tell('stopped', String(text).slice(0, 200)),
})
const abandoned = () => process.exit()
process.on('disconnect', abandoned)
process.on('message', async (order) => {
  if (order === 'resume') return client.resume?.()
  process.off('disconnect', abandoned)
  try {
    await client.close()
    tell('closed', Date.now())
  } finally {
    // Nothing of ours keeps the process alive after this.
    process.disconnect()
  }
})
tell('ready', Date.now())
