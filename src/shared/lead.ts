/** A worker of one tab that serves the others: it makes itself known on a channel of the origin, and opens one to each tab. */
import type { Stop } from '../core/clock'
import type { Endpoint } from './port'
import type { Surroundings } from './surroundings'

/** Said on the channel where tabs and leaders of one name find each other. */
export type Call =
  /** A tab is looking for a leader. */
  | { readonly kind: 'here' }
  /** Somebody leads. */
  | { readonly kind: 'leader'; readonly id: string }
  /** A tab has opened its channel to a leader. */
  | { readonly kind: 'join'; readonly leader: string; readonly tab: string }

export const rollName = (name: string) => `tickwire ${name}`
export const pairName = (name: string, leader: string, tab: string) => `tickwire ${name} ${leader} ${tab}`

/**
 * @param accept serves a tab over a channel; `end` closes the channel
 * @returns takes on no more tabs
 */
export function lead(
  name: string,
  id: string,
  { broadcast }: Surroundings,
  accept: (endpoint: Endpoint, end: () => void) => void,
): Stop {
  const roll = broadcast(rollName(name))
  const known = new Set<string>()
  let isOver = false
  const announce = () => roll.postMessage({ kind: 'leader', id } satisfies Call)

  roll.addEventListener('message', ({ data }) => {
    const call = data as Call
    if (isOver) return
    if (call.kind === 'here') return announce()
    if (call.kind !== 'join' || call.leader !== id || known.has(call.tab)) return
    known.add(call.tab)
    const pair = broadcast(pairName(name, id, call.tab))
    accept(pair, () => pair.close())
  })
  announce()
  return () => {
    if (isOver) return
    isOver = true
    roll.close()
  }
}
