/** The official connector, `@binance/spot`: the option `wsURL`, one handle a stream, its events listened to. */
import { Logger, LogLevel } from '@binance/common'
import { Spot } from '@binance/spot'

Logger.getInstance().setMinLogLevel(LogLevel.NONE)

export function start({ url, symbols, trade, told, stopped }) {
  const client = new Spot({ configurationWebsocketStreams: { wsURL: url } })
  let connection
  const begin = async () => {
    try {
      connection = await client.websocketStreams.connect()
    } catch (error) {
      return stopped(`connect() rejected: ${error.message}`)
    }
    connection.on('error', (error) => told(error.message))
    connection.on('close', (code) => told(`close ${code}`))
    connection.on('open', () => told('open'))
    for (const symbol of symbols) connection.trade({ symbol }).on('message', ({ s, t, p }) => trade(s, t, p))
  }
  begin()
  return { close: () => connection?.disconnect(), resume: begin }
}
