/** How a trial should stand when nothing has gone wrong for long: streams, sockets, figures. */
import type { Trial } from './trial'

/** What is not as it should be: a sentence, or undefined. */
export function wellness({ exchange, feed, layout, wanted }: Trial): string | undefined {
  const { open, links } = exchange
  const carried = open.flatMap(({ session }) => [...session!.streams])
  for (const name of wanted) {
    const times = carried.filter((each) => each === name).length
    if (times !== layout.redundancy) return `${name} is carried ${times} times`
  }
  const strange = carried.find((name) => !wanted.includes(name))
  if (strange) return `${strange} is carried`
  const { length } = links
  if (length !== open.length) return `${length} sockets, of which ${open.length} are open`
  let shards = Math.max(1, Math.ceil(wanted.length / layout.capacity))
  while (wanted.length * 2 > layout.capacity * shards) shards += 1
  if (length > shards * layout.redundancy) return `${length} sockets for ${wanted.length} streams`
  if (wanted.length > 0 && feed.state.kind !== 'open') return `the feed is ${feed.state.kind}`
  if (feed.stats().sockets.length !== length) return `${feed.stats().sockets.length} sockets in the figures`
  return undefined
}

/** What the feed says of itself, against what was seen. */
export function audit({ feed, exchange, wanted, session }: Trial): void {
  const ledger = feed.ledger()
  const stats = feed.stats()
  const compare = (what: string, told: unknown, seen: unknown) => {
    if (told !== seen) exchange.offend(`${what}: ${told} told, ${seen} seen`)
  }
  compare('streams', Object.keys(ledger).sort().join(), [...wanted].sort().join())
  for (const name of wanted) {
    const { events, gaps } = session.periods.get(name)!
    const told = ledger[name]
    compare(`${name} delivered`, told?.delivered, events)
    // Those that were filled were told to nobody.
    const filled = told?.gaps.filter((gap) => gap.filled).length
    compare(`${name} holes`, (told?.gapCount ?? 0) - (filled ?? 0), gaps)
  }
  compare('events', stats.events, session.events)
  compare('holes', stats.gaps, session.gaps)
  compare('invalid', stats.invalid, session.invalid)
  compare('suspect', stats.suspect, 0)
  const { events, duplicates, late } = stats
  const most = exchange.handed + exchange.garbage + exchange.desk.rows
  if (events + duplicates + late > most) exchange.offend(`${events} + ${duplicates} + ${late} of ${most} frames`)
}
