/** What an option is worth, and how that moves: Black and Scholes, with one volatility that smiles. */

export interface Greeks {
  readonly price: number
  readonly delta: number
  readonly gamma: number
  readonly theta: number
  readonly vega: number
}

export interface Valued {
  readonly spot: number
  readonly strike: number
  readonly isCall: boolean
  /** Until its end, in years. */
  readonly years: number
  readonly volatility: number
}

export const riskFree = 0.05

/** Volatility of a strike: higher the farther it is from the price. */
export function smile(spot: number, strike: number): number {
  return 0.5 + 0.4 * Math.log(strike / spot) ** 2
}

export function valueOption({ spot, strike, isCall, years, volatility }: Valued): Greeks {
  const root = Math.sqrt(Math.max(years, 1e-6))
  const d1 = (Math.log(spot / strike) + (riskFree + volatility ** 2 / 2) * years) / (volatility * root)
  const d2 = d1 - volatility * root
  const discounted = strike * Math.exp(-riskFree * years)
  const sign = isCall ? 1 : -1
  const density = Math.exp(-(d1 ** 2) / 2) / Math.sqrt(2 * Math.PI)
  const decay = (-spot * density * volatility) / (2 * root) - sign * riskFree * discounted * normal(sign * d2)
  return {
    price: Math.max(0, sign * (spot * normal(sign * d1) - discounted * normal(sign * d2))),
    delta: sign * normal(sign * d1),
    gamma: density / (spot * volatility * root),
    theta: decay / 365,
    vega: (spot * density * root) / 100,
  }
}

/** The volatility at which an option is worth so much; −1 where there is none. */
export function impliedVolatility(terms: Omit<Valued, 'volatility'>, price: number): number {
  if (!(price > 0)) return -1
  let low = 0.01
  let high = 5
  for (let i = 0; i < 40; i++) {
    const volatility = (low + high) / 2
    if (valueOption({ ...terms, volatility }).price < price) low = volatility
    else high = volatility
  }
  return (low + high) / 2
}

/** The normal distribution (Abramowitz and Stegun 7.1.26). */
function normal(x: number): number {
  const z = Math.abs(x) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * z)
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const error = 1 - tail * Math.exp(-z * z)
  return x < 0 ? (1 - error) / 2 : (1 + error) / 2
}
