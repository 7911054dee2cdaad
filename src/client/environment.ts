/** Options from named variables, as a process environment holds them: each fills in what the caller left open. */
import type { MarketEvent } from '../core/channel'
import { defaults } from '../core/options'
import type { Variables } from '../core/venue'
import type { Environment } from '../runtime/environment'
import type { FeedOptions } from './feed'

type Tree = Readonly<Record<string, unknown>>

/**
 * The options with what the variables add: `retry.maxAttempts` from TICKWIRE_RETRY_MAX_ATTEMPTS, and so on for every
 * option that has a default; the venue reads its own. What was given explicitly stays.
 */
export function withVariables<E extends MarketEvent>(
  options: FeedOptions<E>,
  { variables, readFile }: Environment,
): FeedOptions<E> {
  const venue = options.venue?.withVariables?.(variables, readFile) ?? options.venue
  return { ...filled('TICKWIRE', defaults, options as unknown as Tree, variables), venue } as FeedOptions<E>
}

function filled(prefix: string, known: Tree, given: Tree, variables: Variables): Tree {
  const merged: Record<string, unknown> = { ...given }
  for (const [key, usual] of Object.entries(known)) {
    const name = `${prefix}_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`
    const own = given[key]
    if (typeof usual === 'object') {
      if (own !== undefined && (typeof own !== 'object' || own === null)) continue
      const nested = filled(name, usual as Tree, (own ?? {}) as Tree, variables)
      if (Object.keys(nested).length > 0) merged[key] = nested
    } else if (own === undefined && variables[name]) {
      merged[key] = typeof usual === 'number' ? numeric(variables[name] as string) : variables[name]
    }
  }
  return merged
}

/** A number, or the text as it stands, for the check of options to refuse by name. */
function numeric(text: string): number | string {
  const value = Number(text)
  return Number.isNaN(value) ? text : value
}
