/** The symbol's last price, its best bid and ask, and its last 24 hours. */

import { difference, grouped, trimmed } from './format.js'
import { redraw } from './frame.js'
import { at, put } from './page.js'

const blank = '–'

export function createQuote() {
  let trade
  let direction = ''
  let book
  let day

  const draw = () => {
    put(at('last'), trade ? trimmed(trade.price) : blank)
    at('last').className = direction
    put(at('bid'), book ? trimmed(book.bidPrice) : blank)
    put(at('bid-quantity'), book ? `× ${trimmed(book.bidQuantity)}` : '')
    put(at('ask'), book ? trimmed(book.askPrice) : blank)
    put(at('ask-quantity'), book ? `× ${trimmed(book.askQuantity)}` : '')
    put(at('spread'), book ? difference(book.askPrice, book.bidPrice) : blank)
    put(at('high'), day ? trimmed(day.high) : blank)
    put(at('low'), day ? trimmed(day.low) : blank)
    put(at('volume'), day ? grouped(day.volume, 2) : blank)
    put(at('turnover'), day ? grouped(day.quoteVolume, 0) : blank)
    put(at('count'), day ? grouped(String(day.numTrades), 0) : blank)
    const falls = day?.priceChange.startsWith('-')
    const sign = falls ? '' : '+'
    put(at('change'), day ? `${sign}${trimmed(day.priceChange)} (${sign}${trimmed(day.priceChangePercent)} %)` : blank)
    at('change').className = `change ${day ? (falls ? 'sell' : 'buy') : ''}`
  }

  return {
    reset(symbol) {
      trade = book = day = undefined
      direction = ''
      put(at('symbol'), symbol)
      redraw(draw)
    },
    trade(next) {
      if (trade && next.price !== trade.price) direction = Number(next.price) > Number(trade.price) ? 'buy' : 'sell'
      trade = next
      redraw(draw)
    },
    bookTicker(next) {
      book = next
      redraw(draw)
    },
    ticker(next) {
      day = next
      redraw(draw)
    },
  }
}
