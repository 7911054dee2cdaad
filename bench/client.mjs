/** One client in a process of its own: `node client.mjs NAME URL COUNT` prints what COUNT frames cost it. */
const [name, url, countText] = process.argv.slice(2)
const total = Number(countText)
const { start } = await import(`./clients/${name}.mjs`)

let seen = 0
let from
let startedAt = 0
/** Of what arrived something is used, so that no engine can leave it out. */
let used = 0
/** Called by the client for each event that has reached its user, with a number from it. */
function arrived(value = 0) {
  seen += 1
  used += value
  if (seen === 1) {
    from = process.cpuUsage()
    startedAt = performance.now()
  } else if (seen === total) {
    const wallMs = performance.now() - startedAt
    const { user, system } = process.cpuUsage(from)
    const result = {
      name,
      messages: total,
      perSecond: Math.round(total / (wallMs / 1_000)),
      cpuUs: (user + system) / total,
      used,
      rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
    }
    process.stdout.write(JSON.stringify(result), () => process.exit(0))
  }
}

await start(url, arrived)
