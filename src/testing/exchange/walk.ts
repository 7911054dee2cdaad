/** The price everybody has in mind: a random walk that drifts back home, so that weeks of virtual time stay in range. */

import { bell, type Random } from './random'

/** About 0.9 ‰ a minute, the calm side of a large pair. */
const sigmaPerSecond = 0.00012
const homingPerSecond = 0.00002

export class Walk {
  value: number

  /** `home` in ticks. */
  constructor(private readonly home: number) {
    this.value = home
  }

  /** `at` is exchange time in ms; this walk does without it. */
  step(elapsedMs: number, random: Random, _at: number): void {
    const seconds = elapsedMs / 1_000
    this.value *= 1 + sigmaPerSecond * Math.sqrt(seconds) * bell(random)
    this.value += (this.home - this.value) * Math.min(1, homingPerSecond * seconds)
    this.value = Math.min(Math.max(this.value, this.home * 0.25), this.home * 4)
  }
}
