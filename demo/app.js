/** The page: choices in, one session at a time, its events out to the views. */

/* global tickwire */

import { createCandles } from './chart.js'
import { createLadder } from './ladder.js'
import { createLog } from './log.js'
import { at, make, put } from './page.js'
import { createPanel } from './panel.js'
import { createQuote } from './quote.js'
import { openSession } from './session.js'
import { breakIt, findSources, history } from './sources.js'
import { createTape } from './tape.js'
import { followTheme } from './theme.js'

const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'SOLUSDT']
const hints = {
  local:
    'Cut destroys the TCP connection. Outage also refuses new ones until released. Silence keeps the line open and sends nothing. Rotate opens a second socket, hands every stream over and closes the first.',
  other:
    'Cut closes the socket behind the library’s back. Rotate opens a second one, hands every stream over and closes the first.',
}

const chart = createCandles(at('chart'))
const log = createLog()
const ladder = createLadder((name, news) => log.feed(name, news))
const panel = createPanel((gap) => log.feed('filled', gap))
const quote = createQuote()
const tape = createTape()
followTheme(() => {
  chart.paint()
  panel.paint()
})

const sources = await findSources()
const choice = chosen(new URLSearchParams(location.search))
let session
/** Counts starts: of several on their way the last one wins. */
let turns = 0
let asking = new AbortController()

function chosen(query) {
  const interval = query.get('interval')
  return {
    source: sources.find(({ id }) => id === query.get('source')) ?? sources[0],
    symbol: query.get('symbol')?.toUpperCase() || symbols[0],
    interval: tickwire.intervals.includes(interval) ? interval : '1m',
  }
}

/** Begins anew with the chosen source. */
async function start() {
  const { source } = choice
  const turn = ++turns
  void session?.feed.close()
  session = undefined
  log.restart()
  put(at('notice'), source.notice)
  at('notice').dataset.source = source.id
  put(at('hint'), source.control ? hints.local : hints.other)
  for (const id of ['outage', 'silence']) {
    at(id).hidden = source.control === undefined
    at(id).setAttribute('aria-pressed', 'false')
  }
  // A page that was left in the middle of a fault should not find it again.
  if (source.control) for (const act of ['refuse?status=0', 'blackhole?on=0']) await command(act)
  if (turn !== turns) return
  const mine = openSession(source, {
    ...quote,
    trade(trade) {
      quote.trade(trade)
      tape.trade(trade)
    },
    kline: (kline) => chart.kline(kline),
    gap(gap) {
      if (gap.stream.endsWith('@trade')) tape.gap(gap)
      // Candles that closed meanwhile are known to REST.
      if (gap.stream.includes('@kline_')) void recall()
    },
    feed: (name, news) => {
      if (session === mine) heard(name, news)
    },
  })
  session = mine
  panel.watch(session)
  show()
}

/** Shows the chosen symbol and interval on the session there is. */
function show() {
  const { symbol, interval } = choice
  try {
    session.show(symbol, interval)
    put(at('complaint'), '')
  } catch (error) {
    put(at('complaint'), error.message)
    return
  }
  if (at('symbol').textContent !== symbol || session.shown === undefined) {
    quote.reset(symbol)
    tape.reset()
    openBook()
  }
  session.shown = symbol
  chart.reset(symbol, interval)
  void recall()
  const query = new URLSearchParams({ source: choice.source.id, symbol, interval })
  globalThis.history.replaceState(null, '', `?${query}`)
  document.title = `${symbol} · tickwire demo`
}

/** The book of the chosen symbol, from a snapshot as deep as chosen. */
function openBook() {
  ladder.watch(session.openBook(choice.symbol, Number(at('ladder-depth').value)))
}

/** Asks REST for the candles of the past. */
async function recall() {
  asking.abort()
  asking = new AbortController()
  const { signal } = asking
  put(at('history'), 'History is on its way…')
  try {
    const rows = await history(choice.source, choice.symbol, choice.interval, signal)
    if (signal.aborted) return
    chart.history(rows)
    put(at('history'), '')
  } catch (error) {
    if (!signal.aborted) put(at('history'), error.message)
  }
}

function heard(name, news) {
  log.feed(name, news)
  if (name === 'state') panel.state(news)
  else if (name === 'error') panel.error(news)
  else if (name === 'disconnected') panel.error(news.error)
  else if (name === 'retrying') panel.error(news.error)
  else if (name === 'rotated') panel.rotated(news)
}

async function command(act) {
  try {
    await breakIt(choice.source, act)
  } catch {
    log.say('The local exchange cannot be reached: its demo server has ended.', 'bad')
  }
}

function toggle(id, on, off) {
  at(id).addEventListener('click', async () => {
    const isOn = at(id).getAttribute('aria-pressed') !== 'true'
    at(id).setAttribute('aria-pressed', String(isOn))
    for (const act of isOn ? on : off) await command(act)
  })
}

function option(value, text) {
  const element = make('option', '', text)
  element.value = value
  return element
}

function fill() {
  at('source').append(...sources.map(({ id, name }) => option(id, name)))
  at('interval').append(...tickwire.intervals.map((interval) => option(interval, interval)))
  for (const symbol of symbols) {
    const label = make('label', 'chip')
    const radio = make('input')
    Object.assign(radio, { type: 'radio', name: 'symbol', value: symbol })
    label.append(radio, make('span', '', symbol))
    at('symbols').append(label)
  }
  at('source').value = choice.source.id
  at('interval').value = choice.interval
  reflect()
}

/** The symbol stands in one of two places. */
function reflect() {
  for (const radio of at('controls').elements.symbol) radio.checked = radio.value === choice.symbol
  at('other').value = symbols.includes(choice.symbol) ? '' : choice.symbol
}

at('controls').addEventListener('submit', (event) => event.preventDefault())
at('controls').addEventListener('change', ({ target }) => {
  if (target.name === 'source') {
    choice.source = sources.find(({ id }) => id === target.value)
    void start()
    return
  }
  if (target.name === 'interval') choice.interval = target.value
  else choice.symbol = target.value.trim().toUpperCase() || choice.symbol
  reflect()
  if (session) show()
})
at('cut').addEventListener('click', () => {
  log.say('Cutting the connection.')
  if (choice.source.control) void command('cut')
  else session?.cut()
})
at('rotate').addEventListener('click', async () => {
  const { feed } = session ?? {}
  // It may take seconds; once is enough.
  if (feed === undefined || at('rotate').getAttribute('aria-busy') === 'true') return
  at('rotate').setAttribute('aria-busy', 'true')
  log.say('Rotating: a second socket opens, then the streams hand over.')
  // A feed that closes on the way has nothing to hand over.
  await feed.rotate().catch(() => {})
  at('rotate').setAttribute('aria-busy', 'false')
})
at('ladder-depth').addEventListener('change', () => {
  if (session?.shown !== undefined) openBook()
})
at('reconnect').addEventListener('click', () => {
  // A failure is told by the feed's own events.
  session?.feed.reconnect().catch(() => {})
})
toggle('outage', ['refuse?status=503', 'cut'], ['refuse?status=0'])
toggle('silence', ['blackhole?on=1'], ['blackhole?on=0'])

fill()
await start()
