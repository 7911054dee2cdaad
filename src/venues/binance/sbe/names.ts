/** Symbols as messages spell them, each read once. */
import { spell } from '../symbol'

interface Name {
  readonly bytes: Uint8Array
  /** As stream names begin; undefined where the bytes spell no symbol. */
  readonly lower: string | undefined
}

/** Symbols that are remembered; there are about 3,500. */
const most = 8_192

/** Finds the beginning of a stream's name for the symbol that stands in a frame from `start` to before `end`. */
export function createNames(): (frame: Uint8Array, start: number, end: number) => string | undefined {
  const known = new Map<number, Name>()
  return (frame, start, end) => {
    let hash = 0
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + frame[at]!) | 0
    const found = known.get(hash)
    if (found && isSame(found.bytes, frame, start, end)) return found.lower
    const bytes = frame.slice(start, end)
    const name = { bytes, lower: lowerOf(bytes) }
    if (known.size >= most) known.clear()
    known.set(hash, name)
    return name.lower
  }
}

function isSame(bytes: Uint8Array, frame: Uint8Array, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false
  for (let i = 0; i < bytes.length; i += 1) if (bytes[i] !== frame[start + i]) return false
  return true
}

/** UTF-8, and a symbol written as events write it. */
function lowerOf(bytes: Uint8Array): string | undefined {
  try {
    const text = decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
    const { lower, upper } = spell(text)
    return upper === text ? lower : undefined
  } catch {
    return undefined
  }
}
