/** The process environment, where the host has one; a browser build does not import this. */
import type { Variables } from '../core/venue'

/** The variables as they are now; none where there is no process. */
export function environment(): Variables {
  return (globalThis as { process?: { env?: Variables } }).process?.env ?? {}
}
