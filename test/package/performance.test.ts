/** What the documentation says about speed, memory and size is what was measured. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

import { documents } from '../../bench/docs.mjs'

test('the tables and the chart are those of docs/performance.json', () => {
  for (const [path, text] of Object.entries(documents()))
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), `npm run bench:docs; ${path}`).toBe(text)
})
