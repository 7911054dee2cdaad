/** A connection gives its streams to others while it still works: when that is over, and when it is called off. */
import { type BackoffOptions, backoff } from '../core/backoff'
import type { Connection } from './connection'
import type { Member } from './roster'
import type { Router } from './router'

const never = Number.POSITIVE_INFINITY

/** How often it is looked whether the others carry everything, in ms. */
const pollMs = 100

/** How far one connection may lag behind another, in ms. */
const lagMs = 2_000

/** How often those that take over are told to ask anew for what they should carry and do not. */
const reminders = 3

/** A connection begins to leave; false where it carries nothing, so that it can go at once. */
export function depart(member: Member): boolean {
  const { line } = member.connection
  if (!line) return false
  member.departure = { readyAt: never, until: never, reminders: 0, missed: [] }
  line.isLeaving = true
  return true
}

/** A connection whose successor came to nothing goes on, and is to be replaced later. */
export function stay(member: Member, router: Router, now: number, random: number, retry: BackoffOptions): void {
  const { line } = member.connection
  member.departure = undefined
  if (line) {
    line.isLeaving = false
    router.carried([...member.shard.names], line, now)
  }
  member.vain += 1
  member.rotateAt = now + Math.max(retry.baseMs, backoff(member.vain, random, retry))
}

/** How a connection that is leaving stands: until when it waits, or whether it is over, or came to nothing. */
export function progress(
  member: Member,
  heirs: readonly Connection[],
  router: Router,
  now: number,
  handoverMs: number,
): number | 'over' | 'vain' {
  const { departure, connection } = member
  const { line } = connection
  if (!departure || !line) return 'over'
  const { readyAt, until } = departure
  if (readyAt === never && until === never) {
    if (!heirs.every((heir) => heir.isComplete)) return now + pollMs
    member.departure = { ...departure, readyAt: now, until: now + handoverMs }
    connection.probe()
    return now + handoverMs
  }
  if (now < until) return until
  // Who is silent where the old connection speaks does not carry what it says it does.
  // What the old one brought at first may be of before they began.
  const missed = router.unheard(line, readyAt + Math.min(lagMs, handoverMs / 2))
  if (missed.length === 0) return 'over'
  const unheard = missed.filter((stream) => departure.missed.includes(stream))
  if (unheard.length === 0) {
    // What the old one brought a moment ago is still under way on the others.
    member.departure = { ...departure, missed, until: now + lagMs }
    return now + lagMs
  }
  if (departure.reminders === reminders) return 'vain'
  for (const heir of heirs) heir.renew(unheard)
  connection.probe()
  member.departure = { readyAt: now, until: now + handoverMs, reminders: departure.reminders + 1, missed: [] }
  return now + handoverMs
}
