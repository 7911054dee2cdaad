/** One client in a process of its own that notes when each event reached its user: `node timed-client.mjs '{"name":…}'`. */
import { streamsOf, symbols } from './frames.mjs'

const { name, url, mix, count } = JSON.parse(process.argv[2])
const { start } = await import(`./clients/${name}.mjs`)

/** Frames come on one connection, in order: the place of an event is the number of its frame. */
const at = new Float64Array(count)
let seen = 0

function arrived() {
  at[seen] = Number(process.hrtime.bigint()) / 1e6
  seen += 1
  if (seen === count) process.stdout.write(JSON.stringify({ arrivedAt: [...at] }), () => process.exit(0))
}

await start({ url, symbols, streams: streamsOf(mix), arrived })
