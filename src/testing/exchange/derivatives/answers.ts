/** Answers of the REST of contracts, by market and name. */

import { ok, type Prepared, type Query } from '../answers'
import type { DerivativeMarket } from './contracts'
import type { Question } from './endpoint'
import { futuresAnswers } from './futures-answers'
import type { Houses } from './houses'
import { optionAnswers } from './option-answers'

/** Prepares the answer of an endpoint, named as it is below `/fapi/v1/` and the like; `undefined` when there is none. */
export function prepareContracts(
  houses: Houses,
  market: DerivativeMarket,
  name: string,
  query: Query,
  stock: Question['stock'],
): Prepared | undefined {
  if (name === 'ping') return { weight: 1, answer: () => ok('{}') }
  if (name === 'time') return { weight: 1, answer: () => ok(`{"serverTime":${stock.now}}`) }
  const endpoint = (market === 'options' ? optionAnswers : futuresAnswers).get(name)
  return endpoint?.({ house: houses.of(market), query, stock })
}
