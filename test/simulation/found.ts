/** What the simulation has found, each as the shortest scenario that showed it. */
import type { Scenario } from './days'
import type { Plan } from './plan'

const plain: Plan = {
  seed: 0,
  isShort: false,
  redundancy: 1,
  capacity: 8,
  canPing: true,
  controlFrames: 5,
  answersClose: true,
  pingEveryMs: 180_000,
  probeAfterMs: 240_000,
  events: 30,
}

/** `seed` is the one it was first seen with, for the record: what a seed means changes with the simulation. */
export const found: readonly (Scenario & { readonly what: string; readonly seed: number })[] = [
  {
    what: 'numbers begin again while a node of the exchange still counts as before: no book stands on its snapshot',
    seed: 20_002,
    plan: { ...plain, seed: 20_002 },
    script: [
      ['deafen', 206, 792],
      ['desk', 17, 214_474],
      ['book', 84, 42],
      ['spoil', 183, 3_312_191],
      ['deploy', 79, 0],
      ['beginAgain', 32, 2_176],
      ['babble', 190, 16_750],
      ['lag', 70, 121_648],
    ],
  },
  {
    what: 'numbers begin again before the stream of a book has said anything: its first event tells',
    seed: 20_022,
    plan: { ...plain, seed: 20_022, canPing: false, controlFrames: 2, answersClose: false },
    script: [
      ['subscribe', 227, 0],
      ['unsubscribe', 41, 300_380],
      ['book', 20, 0],
      ['beginAgain', 58, 0],
      ['prove', 0, 0],
    ],
  },
  {
    what: 'storms of attempts around a sleep: the limit of attempts holds',
    seed: 44_015,
    plan: {
      ...{ seed: 44_015, isShort: false, redundancy: 1, capacity: 8, canPing: true, controlFrames: 5 },
      ...{ answersClose: false, attempts: 60, events: 30 },
    },
    script: [
      ['sleep', 34, 25],
      ['storm', 38, 0],
      ['reopen', 41, 82_522],
      ['storm', 107, 13_193],
      ['hush', 225, 86_461],
    ],
  },
  {
    what: 'books of a quiet market that fell often wait for their next snapshot far longer than its budget asks',
    seed: 50_489,
    plan: { ...plain, seed: 11_397, canPing: false, controlFrames: 2, answersClose: false },
    script: [
      ['repeat', 145, 1_203_183],
      ['subscribeInside', 101, 440],
      ['book', 229, 0],
      ['book', 77, 210_351],
      ['fair', 0, 62_002_972],
      ['backfill', 136, 0],
      ['flurry', 147, 178],
      ['subscribeInside', 254, 119],
      ['deny', 160, 598],
      ['show', 117, 2_312_146],
      ['brief', 31, 3_396_004],
      ['book', 161, 0],
      ['cutAll', 62, 3_102_287],
      ['babble', 166, 4_876_660],
      ['mute', 207, 2_662_450],
      ['fair', 0, 63_580_043],
      ['prove', 0, 0],
    ],
  },
  {
    what: 'numbers begin again on one of two lines while the other is still in the former count: told once, not twice',
    seed: 100_174,
    plan: { ...plain, seed: 3 },
    script: [
      ['reopen', 149, 60_000],
      ['subscribe', 23, 60_000],
      ['pass', 0, 600_000],
      ['beginAgain', 161, 2_310],
      ['repeat', 3, 2_002],
    ],
  },
  {
    what: 'the wall clock is set back while no request is allowed: the rest lasts no longer for that',
    seed: 105_065,
    plan: { ...plain, seed: 39_529, answersClose: false, pingEveryMs: 20_000 },
    script: [
      ['desk', 107, 0],
      ['book', 89, 1_020],
      ['setClock', 108, 0],
      ['prove', 0, 0],
    ],
  },
]
