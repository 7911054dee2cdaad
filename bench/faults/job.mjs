/** One trial, its result printed as JSON: `node job.mjs CLIENT CASE PROXY SECONDS`. */
import { cases } from './cases.mjs'
import { trial } from './trial.mjs'

const [client, name, proxy, patience] = process.argv.slice(2)
const { createTcpProxy } = await import(proxy)
const result = await trial(client, cases[name], { createTcpProxy, patienceMs: Number(patience) * 1_000 })
process.stdout.write(JSON.stringify(result), () => process.exit(0))
