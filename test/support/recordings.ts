/** Recorded sessions, where they are at hand, and what must survive decoding. */
import { existsSync, readFileSync } from 'node:fs'

export const folder = new URL('../../../shared/captures/', import.meta.url)
export const present = existsSync(folder)

/** The title of a test of recordings; says why where there are none. */
export const titled = (title: string) => (present ? title : `${title} (skipped: no recordings at ${folder.pathname})`)

interface Line {
  readonly dir: string
  readonly frame: string
  readonly rest?: string
}

/** What a recorded socket brought, in order. */
export function framesOf(file: string): string[] {
  const lines = readFileSync(new URL(file, folder), 'utf8').trim().split('\n')
  return lines
    .map((line) => JSON.parse(line) as Line)
    .filter(({ dir, rest }) => dir === 'in' && rest === undefined)
    .map(({ frame }) => frame)
}

/** Every text of a value that looks like a decimal, sorted. */
export function decimals(value: unknown): string[] {
  const found: string[] = []
  const walk = (inner: unknown) => {
    if (typeof inner === 'string' && /^-?\d+(\.\d+)?$/.test(inner)) found.push(inner)
    else if (typeof inner === 'object' && inner !== null) for (const each of Object.values(inner)) walk(each)
  }
  walk(value)
  return found.sort()
}
