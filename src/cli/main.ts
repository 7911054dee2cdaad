/** From the process to a command and back to an exit status. */
import { readFileSync } from 'node:fs'
import { isFeedError } from '../core/errors'
import { exchange } from './exchange'
import { type CliProcess, status } from './process'
import { tail } from './tail'
import { help, request, UsageError } from './usage'

/** Runs the command that the process was started with; sets its exit status and lets it end by itself. */
export async function main(process: CliProcess): Promise<void> {
  const { stdout, stderr } = process
  try {
    const asked = request(process.argv.slice(2))
    if (asked.command === 'help') stdout.write(help)
    else if (asked.command === 'version') stdout.write(`${version()}\n`)
    else if (asked.command === 'tail') process.exitCode = await tail(asked, process)
    else process.exitCode = await exchange(asked, process)
  } catch (error) {
    const isUsage =
      error instanceof UsageError || isFeedError(error, 'INVALID_CHANNEL') || isFeedError(error, 'INVALID_OPTION')
    stderr.write(`tickwire: ${(error as Error).message}\n`)
    if (isUsage) stderr.write('Try: tickwire --help\n')
    process.exitCode = isUsage ? status.usage : status.failed
  }
}

/** The version of this package, from the manifest beside the built files. */
function version(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
}
