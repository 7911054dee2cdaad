/** Where data can come from, and what the page says about it. */

/* global tickwire */

const binanceSources = [
  {
    id: 'live',
    name: 'Binance live',
    notice: 'Binance spot, live market data.',
    venue: () => tickwire.binance({ environment: 'market-data' }),
    rest: 'https://data-api.binance.vision',
  },
  {
    id: 'testnet',
    name: 'Binance testnet',
    notice: 'Binance spot testnet: paper money and a thin book of its own.',
    venue: () => tickwire.binance({ environment: 'testnet' }),
    rest: 'https://testnet.binance.vision',
  },
]

/** All sources; the local exchange comes first where the page's server runs one. */
export async function findSources() {
  const { local } = await configuration()
  if (local === undefined) return binanceSources
  return [
    {
      id: 'local',
      name: 'Local exchange',
      notice: 'Local exchange: generated data, no price here is real.',
      venue: () => tickwire.binance({ url: local.socket, restUrl: local.rest }),
      rest: local.rest,
      // What can be broken on command.
      control: local.rest,
    },
    ...binanceSources,
  ]
}

async function configuration() {
  try {
    const response = await fetch('config.json')
    return response.ok ? await response.json() : {}
  } catch {
    return {}
  }
}

/**
 * Candles of the past, oldest first, in the shape the feed gives them.
 * @throws Error with a sentence for the page
 */
export async function history(source, symbol, interval, signal) {
  const url = new URL('/api/v3/klines', source.rest)
  url.search = new URLSearchParams({ symbol, interval, limit: '500' })
  let response
  try {
    response = await fetch(url, { signal })
  } catch (cause) {
    throw new Error('No history: its server cannot be reached.', { cause })
  }
  if (!response.ok) throw new Error(`No history: ${await complaint(response)}`)
  const rows = await response.json()
  return rows.map(([startTime, open, high, low, close, volume, , , numTrades]) => {
    return { startTime, open, high, low, close, volume, numTrades }
  })
}

async function complaint(response) {
  const { msg } = await response.json().catch(() => ({}))
  return msg ?? `HTTP ${response.status}.`
}

/** Breaks something on the local exchange. */
export async function breakIt(source, act) {
  await fetch(new URL(`/control/${act}`, source.control), { method: 'POST' })
}
