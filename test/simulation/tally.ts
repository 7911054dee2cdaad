/** Counts promises as they are made and settled: where none is, nothing was left to microtasks, and nobody need wait for them. */
import { promiseHooks } from 'node:v8'

/** What is asked of a tally. */
export interface Counting {
  /** Promises of the whole process that were made or settled so far. */
  readonly count: number
}

/** For who would rather wait each time. */
export const unsure: Counting = { count: Number.NaN }

export class Tally implements Counting {
  count = 0
  /** Counts no more; else every promise of the process goes on paying for it. */
  readonly stop: () => void

  constructor() {
    const note = () => {
      this.count += 1
    }
    this.stop = promiseHooks.createHook({ init: note, settled: note }) as () => void
  }
}
