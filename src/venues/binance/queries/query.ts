/** How a question to spot is made: its endpoint, its parameters, and how its answer is read by a table. */
import { refusal, refuseOption } from '../../../core/errors'
import type { Query } from '../../../core/query'
import { each, type Fields, Flawed, type Table, values } from '../fields'
import { spell } from '../symbol'

/** A question of one endpoint: its name in REST, its name on the WebSocket API, what it costs, how its answer is read. */
export function query<A>(
  [path, method, weight]: readonly [path: string, method: string, weight: number],
  params: Query['params'],
  read: (answer: unknown, receiveTime: number) => A,
): Query<A> {
  return {
    path,
    method,
    params,
    weight,
    read(answer, receiveTime) {
      try {
        return read(answer, receiveTime)
      } catch (cause) {
        if (!(cause instanceof Flawed)) throw cause
        const { path: at, must, value } = cause.flaw
        const demand = `must be ${value === undefined ? 'present' : must}`
        throw refusal('INVALID_ANSWER', `${path}: ${at}`, demand, value, { path: at })
      }
    },
  }
}

/** Reads an answer that is one object. */
export const one =
  <A>(table: Fields<A>) =>
  (answer: unknown): A => {
    if (answer !== Object(answer)) throw new Flawed({ path: '$', must: 'an object', value: answer })
    return values(table as Table, answer) as A
  }

/** Reads an answer that is a list. */
export const list =
  <A>(table: Fields<A>) =>
  (answer: unknown): readonly A[] =>
    each('$', table).read(answer, '$')

/** A count within bounds, or the exchange's own. */
export function counted(option: string, value: number | undefined, most: number): { readonly limit?: number } {
  if (value === undefined) return {}
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw refuseOption(option, `must be a whole number from 1 to ${most}`, value)
  return { limit: value }
}

/** An id or a time where there is one. */
export function placed(given: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined) continue
    if (!Number.isSafeInteger(value) || value < 0)
      throw refuseOption(option, 'must be a whole number, zero or more', value)
    found[option] = value
  }
  return found
}

export const symbolOf = (symbol: string) => ({ symbol: spell(symbol).upper })
