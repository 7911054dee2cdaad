/** Numbers of SBE messages, which are little-endian: integers as numbers where these are exact, decimals as texts. */

/** 2^32: what the upper half of 64 bits counts. */
const upper = 4_294_967_296

export const uint16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8)

const int32 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)

export const uint32 = (bytes: Uint8Array, at: number): number => int32(bytes, at) >>> 0

export const int8 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 24) >> 24

/** Exact while it is a safe integer; whatever is none comes out as none. */
export const int64 = (bytes: Uint8Array, at: number): number => int32(bytes, at + 4) * upper + uint32(bytes, at)

/** Whether a 64-bit integer is below zero. So is the value that stands for none: the lowest there is. */
export const isNegative = (bytes: Uint8Array, at: number): boolean => bytes[at + 7]! > 0x7f

/** The exponent that stands for none. */
export const noExponent = -128

const powers = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8] as const

const zeros = ['', '0', '00', '000', '0000', '00000', '000000', '0000000'] as const

/** A mantissa of 64 bits times ten to the exponent, exactly: as many decimals as the exponent says, zeros at the end included. */
export function decimal(bytes: Uint8Array, at: number, exponent: number): string {
  const lower = int32(bytes, at)
  // What prices and quantities usually are: 31 bits and up to eight decimals, told apart in integers.
  if (lower >= 0 && exponent < 0 && exponent >= -8 && int32(bytes, at + 4) === 0) {
    const scale = powers[-exponent]!
    const whole = (lower / scale) | 0
    const rest = String(lower - whole * scale)
    return `${whole}.${zeros[-exponent - rest.length]}${rest}`
  }
  const near = int64(bytes, at)
  if (near < 0 || near > Number.MAX_SAFE_INTEGER) return placed(exact(bytes, at), exponent)
  return placed(String(near), exponent)
}

/** The digits of any 64-bit integer, with its sign. */
function exact(bytes: Uint8Array, at: number): string {
  return String(new DataView(bytes.buffer, bytes.byteOffset + at, 8).getBigInt64(0, true))
}

/** The digits with the point where it belongs. */
function placed(digits: string, exponent: number): string {
  if (exponent >= 0) return digits === '0' ? digits : digits + '0'.repeat(exponent)
  if (digits.charCodeAt(0) === 0x2d) return `-${placed(digits.slice(1), exponent)}`
  const point = digits.length + exponent
  return point > 0 ? `${digits.slice(0, point)}.${digits.slice(point)}` : `0.${'0'.repeat(-point)}${digits}`
}
