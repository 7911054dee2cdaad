/** One book in a process of its own, fed with texts: `node --expose-gc book-client.mjs '{"name":…}'`. */
import { createTape } from './depth-tape.mjs'

const { name, warm, count } = JSON.parse(process.argv[2])
const { createBook } = await import(`./books/${name}.mjs`)
const { snapshot, frames, best, held } = createTape(warm + count)
// Texts as a socket makes them.
const texts = frames.map((frame) => Buffer.from(frame).toString())
const bytes = Math.round(texts.reduce((sum, { length }) => sum + length, 0) / texts.length)

const subject = await createBook(snapshot)
let i = 0
for (; i < warm; i += 1) subject.apply(texts[i])
const from = process.hrtime.bigint()
const cpu = process.cpuUsage()
for (; i < texts.length; i += 1) subject.apply(texts[i])
const wallNs = Number(process.hrtime.bigint() - from)
const { user, system } = process.cpuUsage(cpu)

// A book that is not the tape's measures nothing.
const found = subject.best()
if (found && found.join() !== best.map(Number).join()) throw new Error(`${name} is at ${found}, the tape at ${best}.`)
const result = { diffUs: wallNs / count / 1_000, cpuUs: (user + system) / count, bytes, held }
if (subject.book) Object.assign(result, reading(subject.book))
process.stdout.write(JSON.stringify(result), () => process.exit(0))

/** What a look at the best of both sides takes: of a book at rest, and after each change of it. */
function reading(book) {
  const reads = 20_000_000
  let used = 0
  const look = (times) => {
    for (let at = 0; at < times; at += 1) {
      const { bid, ask } = book.best()
      used += bid.price.length + ask.price.length
    }
  }
  look(1_000_000)
  globalThis.gc()
  const before = process.memoryUsage().heapUsed
  const start = process.hrtime.bigint()
  look(reads)
  const ns = Number(process.hrtime.bigint() - start) / reads
  const allocated = Math.max(0, process.memoryUsage().heapUsed - before) / reads
  return { bestNs: ns, bestBytes: allocated, used }
}
