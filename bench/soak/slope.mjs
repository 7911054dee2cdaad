/** A straight line through measurements, and how sure it is. */

/** Quantiles of Student's t at 97.5 %, by degrees of freedom. */
const quantiles = [
  [1, 12.71],
  [2, 4.3],
  [3, 3.18],
  [5, 2.57],
  [8, 2.31],
  [12, 2.18],
  [20, 2.09],
  [30, 2.04],
  [60, 2],
]

/**
 * Least squares: the slope and half the width of its 95 % confidence interval, in units of y per unit of x. NaN where there
 * are fewer than three points. Measurements that follow each other are alike: the interval is as much wider as the rest of one
 * tells of the next (first-order autocorrelation).
 * @param points pairs of x and y
 */
export function slopeOf(points) {
  const count = points.length
  if (count < 3) return { slope: Number.NaN, margin: Number.NaN }
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / count
  const [x, y] = [mean((point) => point[0]), mean((point) => point[1])]
  const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  const slope = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread
  const rests = points.map(([at, value]) => value - y - slope * (at - x))
  const rest = rests.reduce((sum, each) => sum + each ** 2, 0)
  const next = rests.slice(1).reduce((sum, each, at) => sum + each * rests[at], 0)
  const likeness = rest === 0 ? 0 : Math.min(0.95, Math.max(0, next / rest))
  const t = quantiles.findLast(([freedom]) => freedom <= count - 2)[1]
  const width = Math.sqrt((1 + likeness) / (1 - likeness))
  return { slope, margin: t * width * Math.sqrt(rest / (count - 2) / spread) }
}
