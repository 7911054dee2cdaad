/** A text as a frame of a server: unmasked, whole. */
export function encode(text) {
  const body = Buffer.from(text)
  const { length } = body
  const head =
    length < 126
      ? Buffer.from([0x81, length])
      : length < 65_536
        ? Buffer.from([0x81, 126, length >> 8, length & 255])
        : Buffer.from([0x81, 127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255])
  return Buffer.concat([head, body])
}
