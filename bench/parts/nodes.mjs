/** Throughput on other versions of Node. */
import { execFileSync } from 'node:child_process'
import { nodePath, say } from '../harness.mjs'
import { clients, measure as measureThroughput } from './throughput.mjs'

const majors = [22, 24]
const keys = ['ws-count', 'ws-parse', 'tickwire', 'ws-count-small', 'ws-parse-small', 'tickwire-small']

export async function measure({ rounds, only, messages }) {
  const versions = []
  for (const major of majors) {
    let execPath
    try {
      execPath = nodePath(major)
    } catch {
      say(`nodes: Node ${major} cannot be had`)
      continue
    }
    const node = execFileSync(execPath, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
    say(`nodes: ${node}`)
    const subset = clients.filter(({ key }) => keys.includes(key))
    versions.push({ node, ...(await measureThroughput({ rounds, only, messages, execPath, subset })) })
  }
  return versions.length > 0 ? { versions } : undefined
}
