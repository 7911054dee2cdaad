/** One client in a process of its own: `node client.mjs '{"name":…}'` prints what its frames cost it. */
import { streamsOf, symbols } from './frames.mjs'

/** `warm` events are for the compiler; the `count` after them are measured. */
const { name, url, mix, warm, count } = JSON.parse(process.argv[2])
const { start } = await import(`./clients/${name}.mjs`)

let seen = 0
let from
let startedAt = 0
/** Of what arrived something is used, so that no engine can leave it out. */
let used = 0
/** What its user was handed, where that is not each event: some clients hand over the newest only. */
let handed

/** Called for each event that has reached its user, with a number from it. */
function arrived(value = 0) {
  seen += 1
  used += value
  if (seen === warm) {
    from = process.cpuUsage()
    startedAt = performance.now()
  } else if (seen === warm + count) {
    const wallMs = performance.now() - startedAt
    const { user, system } = process.cpuUsage(from)
    const result = {
      perSecond: Math.round(count / (wallMs / 1_000)),
      cpuUs: (user + system) / count,
      used,
      rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
      ...(handed !== undefined && { handed: handed / seen }),
    }
    process.stdout.write(JSON.stringify(result), () => process.exit(0))
  }
}
/** So many more of the events were handed to the user. */
function handedOver(more) {
  handed = (handed ?? 0) + more
}

await start({ url, symbols, streams: streamsOf(mix), arrived, handedOver })
