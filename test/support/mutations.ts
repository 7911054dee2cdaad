/** Texts and bytes that were right once, broken by chance. */

/** What a text is broken with. */
const chunks = [
  ...['"', ',', ':', '{', '}', '[', ']', '\\', '\\"', '\\u0041', '.', '-', '+', '0', '7', '00', '-0', '1e5', '1E-2'],
  ...[
    'null',
    'true',
    'false',
    ' ',
    '\n',
    '\t',
    '\u0000',
    '\u001f',
    '\u007f',
    '\u2028',
    'é',
    '币',
    '\ud800',
    '""',
    '{}',
    '[]',
  ],
  ...['9007199254740993', '8999999999999999', '12345678901234567', '0.1', '007', ',"x":1', ',"E":1', '"M":true', ',,'],
]

/** The text with one to three changes. */
export function mutated(whole: string, random: () => number): string {
  const pick = (below: number) => Math.floor(random() * below)
  let text = whole
  for (let left = 1 + pick(3); left > 0; left -= 1) {
    const at = pick(text.length + 1)
    const cut = pick(3) === 0 ? pick(12) : pick(3)
    const from = pick(text.length)
    const put = pick(4) === 0 ? text.slice(from, from + pick(24)) : chunks[pick(chunks.length)]!
    text = text.slice(0, at) + (pick(5) === 0 ? '' : put) + text.slice(at + cut)
  }
  return text
}

/** The bytes with one to three changes: of one byte, of where they end, or of what stands where. */
export function mutatedBytes(whole: Uint8Array, random: () => number): Uint8Array {
  const pick = (below: number) => Math.floor(random() * below)
  let bytes = Uint8Array.from(whole)
  for (let left = 1 + pick(3); left > 0; left -= 1) {
    const at = pick(bytes.length + 1)
    const way = pick(5)
    if (way === 0) bytes = bytes.slice(0, at)
    else if (way === 1) bytes = Uint8Array.from([...bytes.slice(0, at), pick(256), ...bytes.slice(at)])
    else if (way === 2) bytes.copyWithin(at, pick(bytes.length + 1), pick(bytes.length + 1))
    else if (at < bytes.length) bytes[at] = way === 3 ? pick(256) : [0, 1, 0x7f, 0x80, 0xff][pick(5)]!
  }
  return bytes
}
