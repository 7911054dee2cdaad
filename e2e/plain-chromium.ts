/** Chromium as a user has it, spoken to directly: under Playwright a page is never hidden, and its timers are never throttled. */
import { type ChildProcess, spawn } from 'node:child_process'
import { WebSocket } from 'ws'

interface Answer {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** One tab. */
export interface Tab {
  /** Runs a function in the page and waits for what it gives. */
  evaluate<A, R>(act: (given: A) => R | Promise<R>, given: A): Promise<R>
  evaluate<R>(act: () => R | Promise<R>): Promise<R>
  /** Shows it, which hides the others of its window. */
  show(): Promise<void>
  /** Stops everything in it, as a browser does with a hidden tab to save power, or lets it go on. */
  freeze(isFrozen: boolean): Promise<void>
}

export interface PlainChromium {
  open(url: string): Promise<Tab>
  close(): Promise<void>
}

const options = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync']

/** The address of its control socket, which it prints. */
function addressOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    stderr?.on('data', (data) => {
      text += data
      const found = /ws:\/\/\S+/.exec(text)
      if (found) resolve(found[0])
    })
    stderr?.on('end', () => reject(new Error(`Chromium ended: ${text}`)))
  })
}

/**
 * @param executable where it is
 * @param profile a folder for its own
 */
export async function startChromium(executable: string, profile: string): Promise<PlainChromium> {
  const args = [...options, ...quiet, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank']
  const process = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((resolve) => process.on('exit', resolve))
  const socket = new WebSocket(await addressOf(process))
  await new Promise((resolve) => socket.on('open', resolve))
  const waiting = new Map<number, (answer: Answer) => void>()
  socket.on('message', (data) => {
    const answer = JSON.parse(String(data)) as Answer
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  })
  let last = 0
  const ask = <R>(method: string, params: object = {}, sessionId?: string): Promise<R> =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result as R),
      )
      socket.send(JSON.stringify({ id: last, method, params, sessionId }))
    })

  return {
    async open(url) {
      const { targetId } = await ask<{ targetId: string }>('Target.createTarget', { url })
      const { sessionId } = await ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
      return {
        async evaluate(act: (given: never) => unknown, given?: unknown) {
          const expression = `(${act})(${JSON.stringify(given)})`
          const { result, exceptionDetails } = await ask<{
            readonly result: { readonly value: never }
            readonly exceptionDetails?: { readonly exception?: { readonly description?: string } }
          }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId)
          if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'the page threw')
          return result.value
        },
        show: () => ask('Target.activateTarget', { targetId }),
        freeze: (isFrozen) => ask('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' }, sessionId),
      }
    },
    async close() {
      await ask('Browser.close')
      await ended
      socket.terminate()
    },
  }
}
