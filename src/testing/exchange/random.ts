/** Seeded chance: the same seed gives the same numbers on every engine. */

/** Draws a number in [0, 1). */
export type Random = () => number

/** Numbers in [0, 1) that a seed determines: the mulberry32 generator, 32 bits of state, plenty for a test market. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A seed of its own for each name (FNV-1a over UTF-16 units). */
export function seedOf(name: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0
  return hash
}

/** Close to a standard normal: four uniforms, because `Math.log` may differ in its last bit between engines. */
export function bell(random: Random): number {
  return (random() + random() + random() + random() - 2) * 1.7320508
}

/** A heavy-tailed number ≥ 0 with median near 1 and maximum near 20. */
export function heavy(random: Random): number {
  const u = random()
  return u / (1.05 - u)
}
