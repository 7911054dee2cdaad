/** What a client delivered, held against the exchange's own record. */

/**
 * A hole is told to the number where the client named it; its break is told where the client said anything at all between
 * the beginning of the fault and the event after the hole, which is as lenient as can be.
 * @param log messages of the client in order: `['trade', symbol, id, price]`, `['gap', symbol, from, to]`, `['told', text]`,
 * and `['fault']` where it began
 * @param sent by symbol, what the exchange sent: price by id
 * @param last by symbol, the id of its last trade: whatever comes before it must have arrived
 */
export function judge(log, sent, last) {
  const result = { delivered: 0, lost: 0, lostExact: 0, lostBreak: 0, lostSilent: 0, repeated: 0, invented: 0 }
  for (const [symbol, prices] of sent) {
    const got = new Set()
    /** What was told of holes since the newest event. */
    let gaps = []
    let isTold = false
    let newest
    const hole = (from, to) => {
      for (let id = from; id <= to; id += 1) {
        if (got.has(id)) continue
        result.lost += 1
        if (gaps.some((gap) => id >= gap.from && id <= gap.to)) result.lostExact += 1
        else if (isTold) result.lostBreak += 1
        else result.lostSilent += 1
      }
    }
    for (const [kind, ...rest] of log) {
      if (kind === 'fault') isTold = false
      else if (kind === 'told' || kind === 'stopped') isTold = true
      else if (rest[0] !== symbol) continue
      else if (kind === 'gap') {
        gaps.push({ from: rest[1] ?? 1, to: rest[2] ?? 0 })
        // A hole without numbers is a word like any other.
        isTold ||= typeof rest[1] !== 'number'
      } else if (kind === 'trade') {
        const id = Number(rest[1])
        if (rest[1] === null || !prices.has(id) || Number(prices.get(id)) !== Number(rest[2])) {
          result.invented += 1
          continue
        }
        if (got.has(id)) {
          result.repeated += 1
          continue
        }
        result.delivered += 1
        // What comes late, after a younger one, was counted as lost before: it is out of order.
        if (newest !== undefined && id < newest) result.repeated += 1
        else {
          if (newest !== undefined) hole(newest + 1, id - 1)
          newest = id
          gaps = []
        }
        got.add(id)
      }
    }
    if (newest !== undefined) hole(newest + 1, last.get(symbol))
  }
  return result
}
