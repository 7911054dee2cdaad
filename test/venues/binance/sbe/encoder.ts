/** SBE messages of the spot streams, written by the exchange's schema: what the decoder is tested against. */

type Field = readonly ['i8' | 'u8' | 'u16' | 'u32' | 'i64', number | bigint] | Uint8Array

const widths = { i8: 1, u8: 1, u16: 2, u32: 4, i64: 8 }

function written(fields: readonly Field[]): Uint8Array {
  const parts = fields.map((field) => {
    if (field instanceof Uint8Array) return field
    const [type, value] = field
    const bytes = new Uint8Array(widths[type])
    // Two's complement, little end first, by hand: nothing of this is shared with what reads it.
    let rest = BigInt.asUintN(8 * widths[type], BigInt(value))
    for (let i = 0; i < bytes.length; i += 1) {
      bytes[i] = Number(rest % 256n)
      rest /= 256n
    }
    return bytes
  })
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

/** What later versions of the schema may do: more bytes at the end of the root block and of each entry, a higher number. */
export interface Growth {
  readonly root?: number
  readonly entry?: number
  readonly version?: number
  /** Bytes behind the symbol. */
  readonly tail?: number
  readonly schema?: number
}

/** Bytes nobody knows. */
const filler = (count = 0) => new Uint8Array(count).fill(0xa5)

function message(
  template: number,
  root: readonly Field[],
  groups: readonly Field[],
  symbol: string,
  { root: more = 0, version = 0, tail = 0, schema = 1 }: Growth,
): Uint8Array {
  const block = written([...root, filler(more)])
  const name = new TextEncoder().encode(symbol)
  const header: Field[] = [
    ['u16', block.length],
    ['u16', template],
    ['u16', schema],
    ['u16', version],
  ]
  return written([...header, block, ...groups, ['u8', name.length], name, filler(tail)])
}

export interface Exponents {
  readonly priceExponent: number
  readonly qtyExponent: number
}

const exponents = ({ priceExponent, qtyExponent }: Exponents): Field[] => [
  ['i8', priceExponent],
  ['i8', qtyExponent],
]

export type WireLevel = readonly [price: bigint, quantity: bigint]

function levels(list: readonly WireLevel[], more = 0): Field[] {
  const entries = list.flatMap(([price, quantity]): Field[] => [['i64', price], ['i64', quantity], filler(more)])
  return [['u16', 16 + more], ['u16', list.length], ...entries]
}

export interface WireTrades extends Exponents {
  readonly eventTime: bigint
  readonly transactTime: bigint
  readonly trades: readonly {
    readonly id: bigint
    readonly price: bigint
    readonly qty: bigint
    readonly isBuyerMaker: number
  }[]
  readonly symbol: string
}

export function tradesFrame({ eventTime, transactTime, trades, symbol, ...rest }: WireTrades, growth: Growth = {}) {
  const entries = trades.flatMap(({ id, price, qty, isBuyerMaker }): Field[] => [
    ['i64', id],
    ['i64', price],
    ['i64', qty],
    ['u8', isBuyerMaker],
    filler(growth.entry),
  ])
  const group: Field[] = [['u16', 25 + (growth.entry ?? 0)], ['u32', trades.length], ...entries]
  return message(10_000, [['i64', eventTime], ['i64', transactTime], ...exponents(rest)], group, symbol, growth)
}

export interface WireBest extends Exponents {
  readonly eventTime: bigint
  readonly bookUpdateId: bigint
  readonly bid: WireLevel
  readonly ask: WireLevel
  readonly symbol: string
}

export function bestFrame({ eventTime, bookUpdateId, bid, ask, symbol, ...rest }: WireBest, growth: Growth = {}) {
  const prices = [...bid, ...ask].map((value): Field => ['i64', value])
  const root: Field[] = [['i64', eventTime], ['i64', bookUpdateId], ...exponents(rest), ...prices]
  return message(10_001, root, [], symbol, growth)
}

export interface WireBook extends Exponents {
  readonly eventTime: bigint
  /** One of a snapshot, first and last of a diff. */
  readonly ids: readonly [bigint] | readonly [bigint, bigint]
  readonly bids: readonly WireLevel[]
  readonly asks: readonly WireLevel[]
  readonly symbol: string
}

export function bookFrame({ eventTime, ids, bids, asks, symbol, ...rest }: WireBook, growth: Growth = {}) {
  const root: Field[] = [['i64', eventTime], ...ids.map((id): Field => ['i64', id]), ...exponents(rest)]
  const groups = [...levels(bids, growth.entry), ...levels(asks, growth.entry)]
  return message(ids.length === 1 ? 10_002 : 10_003, root, groups, symbol, growth)
}

export const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
