/** Candles: history from REST, then each change from the feed. */

import { CandlestickSeries, ColorType, createChart, HistogramSeries } from '/vendor/lightweight-charts.mjs'
import { places, seconds, trimmed } from './format.js'
import { redraw } from './frame.js'
import { at, colour, put } from './page.js'

/** Candles that are kept; the oldest go first. */
const most = 2_000

/** Price steps that the scale shows at least: a market that stands still should look like one. */
const leastSteps = 10

export function createCandles(element) {
  const chart = createChart(element, {
    autoSize: true,
    // The footer names the chart's makers; the logo would need inline styles.
    layout: { attributionLogo: false, fontSize: 11 },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.22 } },
    timeScale: { borderVisible: false, timeVisible: true, rightOffset: 4 },
    // The page scrolls; the chart zooms by pinch, drag and the axes.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  })
  const prices = chart.addSeries(CandlestickSeries, {
    borderVisible: false,
    autoscaleInfoProvider: (original) => widened(original(), 10 ** -Math.max(0, precision) * leastSteps),
  })
  const volumes = chart.addSeries(HistogramSeries, {
    priceScaleId: '',
    priceFormat: { type: 'volume' },
    priceLineVisible: false,
    lastValueVisible: false,
  })
  volumes.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } })

  /** By start time, in order. */
  let candles = new Map()
  /** Start time of the last one. */
  let newest = 0
  let changed = new Set()
  let whole = false
  let precision = -1
  let pointed
  let colours

  const volumeOf = (candle) => ({
    time: candle.startTime / 1_000,
    value: Number(candle.volume),
    color: Number(candle.close) < Number(candle.open) ? colours.sellSoft : colours.buySoft,
  })

  const draw = () => {
    for (const { close, high } of whole ? candles.values() : []) sharpen(close, high)
    for (const time of changed) sharpen(candles.get(time).close, candles.get(time).high)
    if (whole || changed.size > 20) {
      prices.setData([...candles.values()].map(bar))
      volumes.setData([...candles.values()].map(volumeOf))
    } else {
      for (const time of changed) {
        prices.update(bar(candles.get(time)))
        volumes.update(volumeOf(candles.get(time)))
      }
    }
    whole = false
    changed = new Set()
    legend()
  }

  const sharpen = (...decimals) => {
    const finest = Math.max(...decimals.map(places))
    if (finest <= precision) return
    precision = finest
    prices.applyOptions({ priceFormat: { type: 'price', precision, minMove: 10 ** -precision } })
  }

  const legend = () => {
    const candle = candles.get(pointed) ?? candles.get(newest)
    put(at('candle'), candle ? sentence(candle) : 'No candle yet.')
    element.dataset.candles = candles.size
  }

  chart.subscribeCrosshairMove(({ time }) => {
    pointed = time === undefined ? undefined : time * 1_000
    redraw(legend)
  })

  const paint = () => {
    colours = palette()
    const { buy, sell, text, line, card } = colours
    chart.applyOptions({
      layout: { background: { type: ColorType.Solid, color: card }, textColor: text },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
    })
    prices.applyOptions({ upColor: buy, downColor: sell, wickUpColor: buy, wickDownColor: sell })
    whole = true
    redraw(draw)
  }
  paint()

  return {
    paint,
    reset(symbol, interval) {
      candles = new Map()
      changed = new Set()
      newest = 0
      whole = true
      precision = -1
      chart.applyOptions({ timeScale: { secondsVisible: interval.endsWith('s') } })
      chart.timeScale().resetTimeScale()
      element.setAttribute('aria-label', `Candle chart of ${symbol}, ${interval}`)
      redraw(draw)
    },
    /** Candles of the past; those of the feed win where they know as many trades or more. */
    history(rows) {
      const merged = new Map(rows.map((row) => [row.startTime, row]))
      for (const [time, candle] of candles) {
        if (!(merged.get(time)?.numTrades > candle.numTrades)) merged.set(time, candle)
      }
      candles = new Map([...merged].sort(([a], [b]) => a - b).slice(-most))
      newest = Math.max(0, ...candles.keys())
      changed = new Set()
      whole = true
      redraw(draw)
    },
    kline(candle) {
      const { startTime } = candle
      // The chart appends and replaces at its end; a late word about an older candle takes a full drawing.
      if (startTime < newest) {
        if (!candles.has(startTime)) return
        whole = true
      }
      newest = Math.max(newest, startTime)
      candles.set(startTime, candle)
      if (candles.size > most) candles.delete(candles.keys().next().value)
      changed.add(startTime)
      redraw(draw)
    },
  }
}

/** The range the chart would take, made at least this high around its middle. */
function widened(info, least) {
  if (info?.priceRange == null) return info
  const { minValue, maxValue } = info.priceRange
  const more = Math.max(0, least - (maxValue - minValue)) / 2
  return { ...info, priceRange: { minValue: minValue - more, maxValue: maxValue + more } }
}

/** The chart places candles by number; what is written beside it are the strings. */
function bar({ startTime, open, high, low, close }) {
  return { time: startTime / 1_000, open: Number(open), high: Number(high), low: Number(low), close: Number(close) }
}

function sentence({ startTime, open, high, low, close, volume }) {
  const date = new Date(startTime).toISOString().slice(0, 10)
  const [o, h, l, c, v] = [open, high, low, close, volume].map(trimmed)
  return `${date} ${seconds(startTime)}  O ${o}  H ${h}  L ${l}  C ${c}  V ${v}`
}

function palette() {
  return {
    buy: colour('--buy'),
    sell: colour('--sell'),
    buySoft: colour('--buy-soft'),
    sellSoft: colour('--sell-soft'),
    text: colour('--muted'),
    line: colour('--grid'),
    card: colour('--card'),
  }
}
