/** The npm package `binance` with readable names and numbers, which is its default. */
import { start as binance } from './binance.mjs'

export const start = (given) => binance(given, { beautify: true })
