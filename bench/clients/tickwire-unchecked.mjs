/** tickwire with `validation: 'never'`. */
import { start as tickwire } from './tickwire.mjs'

export const start = (given) => tickwire(given, { validation: 'never' })
