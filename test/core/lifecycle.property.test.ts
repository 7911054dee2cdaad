import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FeedError } from '../../src/core/errors'
import { deadline, type Input, type Lifecycle, step, unborn } from '../../src/core/lifecycle'

const options = {
  retry: { baseMs: 1_000, capMs: 60_000, factor: 2, maxAttempts: 10 },
  openTimeoutMs: 10_000,
  closeTimeoutMs: 3_000,
  probeAfterMs: 30_000,
  staleAfterMs: 40_000,
  stableAfterMs: 10_000,
}
const error = new FeedError('CONNECTION_LOST', 'gone', { retryable: true })

const anyInput = fc.oneof(
  fc.constantFrom<Input['kind']>('connect', 'reconnect', 'close', 'online', 'wake'),
  fc.constantFrom<Input['kind']>('opened', 'proven', 'down'),
)

test('whatever happens: at most one socket, epochs only grow, closed stays closed, waits stay under their ceiling', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(anyInput, fc.integer({ min: 0, max: 20_000 }), fc.double({ min: 0, max: 0.999 }), fc.boolean()),
        { maxLength: 80 },
      ),
      (events) => {
        let state: Lifecycle = unborn
        let now = 0
        let sockets = 0
        for (const [kind, wait, random, current] of events) {
          now += wait
          const epoch = current ? state.epoch : state.epoch - 1
          const input = { kind, epoch, error, heardAt: now - wait } as Input
          const before = state
          const { state: next, effects } = step(state, input, {
            now,
            random,
            notBefore: 0,
            restsUntil: 0,
            isOffline: false,
            options,
          })
          state = next
          // A socket that reported its end is gone without being abandoned.
          if (kind === 'down' && current && ['opening', 'open', 'closing'].includes(before.kind)) sockets = 0
          for (const effect of effects) {
            if (effect.kind === 'abandon') sockets -= 1
            if (effect.kind === 'open') sockets += 1
            if (sockets < 0 || sockets > 1) return false
          }
          const holds = ['opening', 'open', 'closing'].includes(state.kind)
          if (holds !== (sockets === 1)) return false
          if (state.epoch < before.epoch) return false
          if (before.kind === 'closed' && state.kind !== 'closed') return false
          if (state.kind === 'waiting' && state !== before && state.retryAt > now + 60_000) return false
          const due = deadline(state, options)
          if (due === undefined && !['idle', 'closed', 'failed'].includes(state.kind)) return false
        }
        return true
      },
    ),
    { numRuns: 1_000 },
  )
  expect.assertions(0)
})
