/** The functions that a CPU profile says the time went to, by self time: `node profile.mjs FILE.cpuprofile [HOW MANY]`. */
import { readFileSync } from 'node:fs'

const [path, most = '15'] = process.argv.slice(2)
const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(path, 'utf8'))
const byId = new Map(nodes.map((node) => [node.id, node.callFrame]))
const self = new Map()
let sum = 0
samples.forEach((id, i) => {
  const { functionName, url, lineNumber } = byId.get(id)
  const file = url.slice(url.lastIndexOf('/') + 1)
  // Waiting is no work.
  if (functionName === '(idle)') return
  const name = `${functionName || '(anonymous)'}${file && ` ${file}:${lineNumber + 1}`}`
  self.set(name, (self.get(name) ?? 0) + timeDeltas[i])
  sum += timeDeltas[i]
})
const rows = [...self].sort(([, a], [, b]) => b - a).slice(0, Number(most))
for (const [name, us] of rows) console.log(`${((us / sum) * 100).toFixed(1).padStart(5)} %  ${name}`)
