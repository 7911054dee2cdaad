/** What an import takes, in a process of its own: `node import-client.mjs '{"modules":[…]}'`. */
const { modules } = JSON.parse(process.argv[2])
const from = performance.now()
for (const each of modules) await import(each)
process.stdout.write(JSON.stringify({ ms: performance.now() - from }), () => process.exit(0))
