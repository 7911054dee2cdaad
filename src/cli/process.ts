/** The part of the process that commands use, and the statuses they end it with. */

export type CliProcess = Pick<NodeJS.Process, 'argv' | 'stdout' | 'stderr' | 'on' | 'off'> & {
  exitCode?: NodeJS.Process['exitCode']
}

/** Exit status by outcome. */
export const status = { done: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const
