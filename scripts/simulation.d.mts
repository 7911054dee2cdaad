import type * as Simulation from '../test/simulation/main'

interface Mutation {
  readonly file: string
  readonly find: string
  readonly replace: string
}

export function load(mutation?: Mutation): Promise<typeof Simulation>
export function mutated(text: string, mutation: Mutation): string
