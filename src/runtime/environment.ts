/** The process environment, where the host has one; a browser build does not import this. */
import type { Variables } from '../core/venue'

/** What a process is told from outside. */
export interface Environment {
  /** The variables as they are now; none where there is no process. */
  readonly variables: Variables
  /** The text of a file that a variable names; throws where there is none, or no way to read it. */
  readFile(path: string): string
}

interface Process {
  readonly env?: Variables
  getBuiltinModule?(name: 'node:fs'): { readFileSync(path: string, encoding: 'utf8'): string }
}

export function environment(): Environment {
  const { process } = globalThis as { process?: Process }
  return {
    variables: process?.env ?? {},
    // No import: bundlers for browsers stumble over modules of Node, even where nothing calls them.
    readFile(path) {
      const files = process?.getBuiltinModule?.('node:fs')
      if (!files) throw new Error('this host reads no files')
      return files.readFileSync(path, 'utf8')
    },
  }
}
