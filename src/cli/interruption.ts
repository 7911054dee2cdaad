/** Ctrl-C and its kin: the first asks for an orderly end. */
import { type CliProcess, status } from './process'

export interface Interruption {
  /** Resolves with the exit status at the first signal. */
  readonly signalled: Promise<number>
  stop(): void
}

export function interruption(process: CliProcess): Interruption {
  let interrupt: () => void = () => {}
  let terminate: () => void = () => {}
  const signalled = new Promise<number>((resolve) => {
    interrupt = () => resolve(status.interrupted)
    terminate = () => resolve(status.terminated)
  })
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', terminate)
  return {
    signalled,
    stop() {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', terminate)
    },
  }
}
