/** tickwire with `validation: 'never'`. */
import { start as tickwire } from './tickwire.mjs'

export const start = (url, arrived) => tickwire(url, arrived, { validation: 'never' })
