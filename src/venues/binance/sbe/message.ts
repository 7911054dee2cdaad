/** SBE messages of the spot streams: which stream a frame is of, and where its groups stand. */
import type { Reading } from '../../../core/venue'
import { createNames } from './names'
import { uint16, uint32 } from './numbers'

/** Before the root block: its length, template, schema and version, 16 bits each. */
export const headerLength = 8

/** The schema of the streams; versions of it only add. */
const schema = 1

/** One kind of message; lengths are the least that a block must have, for later versions of the schema make it longer. */
interface Template {
  readonly suffix: string
  readonly block: number
  /** Bytes of a group's own header, and of each entry. */
  readonly groups: readonly (readonly [header: 4 | 6, entry: number])[]
}

const templates: Readonly<Record<number, Template>> = {
  10000: { suffix: '@trade', block: 18, groups: [[6, 25]] },
  10001: { suffix: '@bestBidAsk', block: 50, groups: [] },
  10002: {
    suffix: '@depth20',
    block: 18,
    groups: [
      [4, 16],
      [4, 16],
    ],
  },
  10003: {
    suffix: '@depth',
    block: 26,
    groups: [
      [4, 16],
      [4, 16],
    ],
  },
}

/** A list within a message. */
export interface Group {
  readonly count: number
  /** Bytes from one entry to the next. */
  readonly block: number
  /** Where its first entry stands. */
  readonly start: number
  /** Where it ends, and what follows begins. */
  readonly end: number
}

/** @param header bytes of the group's header: 4, or 6 where the count has 32 bits */
export function groupAt(bytes: Uint8Array, at: number, header: 4 | 6): Group {
  const block = uint16(bytes, at)
  const count = header === 6 ? uint32(bytes, at + 2) : uint16(bytes, at + 2)
  const start = at + header
  return { count, block, start, end: start + block * count }
}

const unknown = (reason: string): Reading => ({ kind: 'unknown', reason })

/** The reader of one venue's binary frames; it remembers the symbols it has met. */
export function createReader(): (frame: Uint8Array) => Reading {
  const nameAt = createNames()
  return (frame) => {
    const { length } = frame
    const cut = () => unknown(`a message that is cut off after ${length} bytes`)
    if (length < headerLength) return cut()
    const [id, schemaId] = [uint16(frame, 2), uint16(frame, 4)]
    if (schemaId !== schema) return unknown(`a message of schema ${schemaId}, not ${schema}`)
    const template = templates[id]
    if (!template) return unknown(`a message of an unknown template, ${id}`)
    const { block, groups, suffix } = template
    let at = headerLength + uint16(frame, 0)
    if (at < headerLength + block) return unknown(`a message of template ${id} with a block below ${block} bytes`)
    for (let i = 0; i < groups.length; i += 1) {
      const [header, entry] = groups[i]!
      if (at + header > length) return cut()
      const group = groupAt(frame, at, header)
      if (group.count > 0 && group.block < entry) return unknown(`entries of template ${id} below ${entry} bytes`)
      at = group.end
    }
    // Behind the groups stands the symbol: its length, and so many bytes.
    const end = at + 1 + (frame[at] ?? 0)
    if (at >= length || end > length) return cut()
    const name = nameAt(frame, at + 1, end)
    if (name === undefined) return unknown('a message without a symbol that could be')
    return { kind: 'event', stream: name + suffix, start: 0, end }
  }
}
