/** `tardis-dev` without normalisers: parsed messages with a local timestamp, read by `for await`. Its address is a variable of the environment. */
export async function start({ url, streams, symbols, arrived }) {
  process.env.WSS_URL_BINANCE = `${url}/stream`
  const { stream } = (await import('tardis-dev')).default
  const channels = [...new Set(streams.map((name) => name.split('@')[1]))]
  const filters = channels.map((channel) => ({ channel, symbols: symbols.map((symbol) => symbol.toLowerCase()) }))
  for await (const { message } of stream({ exchange: 'binance', filters }))
    if (message.stream !== undefined) arrived(message.stream.length)
}
