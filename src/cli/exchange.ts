/** `tickwire exchange`: the local exchange in the foreground, its address on standard output. */
import { createLocalExchange } from '../testing/exchange/server'
import { interruption } from './interruption'
import type { CliProcess } from './process'
import type { ExchangeRequest } from './usage'

/** Serves until a signal comes; returns the exit status. */
export async function exchange({ port, seed }: ExchangeRequest, process: CliProcess): Promise<number> {
  const local = await createLocalExchange({ port, ...(seed !== undefined && { seed }) })
  process.stderr.write(
    'tickwire: the local exchange is up. Its market is generated: no price here is real. Ctrl-C stops it.\n',
  )
  process.stdout.write(`${local.url}\n`)
  const signals = interruption(process)
  const code = await signals.signalled
  signals.stop()
  await local.close()
  return code
}
