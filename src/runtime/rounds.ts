/** Who waits for which connections to be replaced. */
import type { Member } from './roster'

export interface Rounds {
  /** Resolves when all of these are gone. */
  begin(members: readonly Member[]): Promise<void>
  /** A connection was lost by itself: nobody needs to wait for it. */
  leave(member: Member): void
  /** Ends the waits for whom nobody is left of those who are there. */
  settle(present: readonly Member[]): void
}

export function createRounds(): Rounds {
  let rounds: readonly { readonly old: readonly Member[]; readonly resolve: () => void }[] = []
  return {
    begin: (old) =>
      new Promise((resolve) => {
        rounds = [...rounds, { old, resolve }]
      }),
    leave(member) {
      rounds = rounds.map(({ old, resolve }) => ({ old: old.filter((each) => each !== member), resolve }))
    },
    settle(present) {
      const isDone = ({ old }: (typeof rounds)[number]) => old.every((member) => !present.includes(member))
      const done = rounds.filter(isDone)
      rounds = rounds.filter((each) => !done.includes(each))
      for (const { resolve } of done) resolve()
    },
  }
}
