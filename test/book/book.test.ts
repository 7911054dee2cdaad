import { describe, expect, test, vi } from 'vitest'
import { type Book, type BookEvents, type BookOptions, orderBook } from '../../src/book'
import { retryDelay, steady, steadyMs, tries } from '../../src/book/retry'
import { FeedError, isFeedError } from '../../src/core/errors'
import type { Gap } from '../../src/core/events'
import { diff, gap, scriptedFeed, settled, shot, stream } from './scripted-feed'

const names = ['synced', 'update', 'resync', 'error'] as const

/** A book on a scripted feed, and what it tells in short. */
function open(options?: BookOptions, status?: 'wanted' | 'subscribed' | 'live') {
  const script = scriptedFeed(status)
  const book = orderBook(script.feed, 'btcusdt', options)
  const news: string[] = []
  const short = {
    synced: ({ lastUpdateId, tookUpdates }) => `synced ${lastUpdateId} took ${tookUpdates}`,
    update: ({ lastUpdateId }) => `update ${lastUpdateId}`,
    resync: ({ reason, lastUpdateId }) => `resync ${reason} at ${lastUpdateId}`,
    error: ({ code }) => `error ${code}`,
  } satisfies { [K in keyof BookEvents]: (event: BookEvents[K]) => string }
  for (const name of names) book.on(name, (event) => news.push(short[name](event as never)))
  return { ...script, script, book, news, take: () => news.splice(0) }
}

/** A book that is live at update 10. */
async function live(options?: BookOptions) {
  const world = open(options)
  world.say(diff(9, 10))
  await world.asked[0]!.answer(shot(10))
  world.take()
  world.log.splice(0)
  return world
}

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (isFeedError(error) ? error.code : String(error)),
  )

describe('the first sync', () => {
  test('subscribes, waits for the first event, asks, joins, and is ready', async () => {
    const { book, say, asked, log, take } = open()
    const ready = outcome(book.ready())
    expect([book.state, book.lastUpdateId, book.best()]).toEqual([
      { kind: 'syncing' },
      undefined,
      { bid: undefined, ask: undefined },
    ])
    expect(log).toEqual([`subscribe ${stream}`])
    say(diff(9, 10), diff(11, 12, [['99.5', '2']]))
    expect(log).toEqual([`subscribe ${stream}`, 'ask 0'])
    expect(asked[0]!.query).toMatchObject({ path: 'depth', weight: 50, params: { symbol: 'BTCUSDT', limit: 1_000 } })
    await asked[0]!.answer(shot(10))
    expect(await ready).toBe('resolved')
    expect([book.state, book.lastUpdateId, book.symbol]).toEqual([{ kind: 'live', since: 10 }, 12, 'BTCUSDT'])
    expect(book.best().bid).toEqual({ price: '99.5', quantity: '2', verified: true })
    say(diff(13, 13))
    expect(take()).toEqual(['synced 12 took 1', 'update 13'])
    expect(await outcome(book.ready())).toBe('resolved')
  })

  test('a quiet market: the exchange has taken the stream on, and that is enough to ask', async () => {
    const { book, tell, asked } = open()
    tell('subscribed', { streams: ['other@trade'] })
    expect(asked).toHaveLength(0)
    tell('subscribed', { streams: ['other@trade', stream] })
    await asked[0]!.answer(shot(10))
    expect(book.state.kind).toBe('live')
  })

  test.each(['subscribed', 'live'] as const)('a stream that is %s already is asked for at once', (status) => {
    expect(open({}, status).log).toEqual([`subscribe ${stream}`, 'ask 0'])
  })

  test('a snapshot that lags behind is asked for again, later each time, one at a time', async () => {
    const { book, say, asked, log, script } = open()
    for (let id = 100; id < 104; id += 1) say(diff(id, id))
    for (let i = 0; i < 4; i += 1) await script.last.answer(shot(50))
    say(diff(104, 104))
    expect(log.slice(1)).toEqual(['ask 0', 'ask 250', 'ask 500', 'ask 1000', 'ask 1000'])
    expect(book.stats()).toMatchObject({ snapshots: 4, waiting: 5, lastError: { code: 'INVALID_ANSWER' } })
    await script.last.answer(shot(102))
    expect([book.state.kind, book.lastUpdateId]).toEqual(['live', 104])
    expect(asked).toHaveLength(5)
  })

  test('in the end it gives up, lets go of the stream, and can be sent again', async () => {
    const { book, say, script, log, take, listeners } = open()
    expect(listeners).toBeGreaterThan(0)
    const ready = outcome(book.ready())
    say(diff(100, 100))
    for (let i = 0; i < tries; i += 1) await script.last.answer(shot(50))
    expect(await ready).toBe('BOOK_SYNC_FAILED')
    expect(book.state).toMatchObject({
      kind: 'failed',
      error: { code: 'BOOK_SYNC_FAILED', retryable: true, context: { symbol: 'BTCUSDT', tries, reason: 'older' } },
    })
    expect([script.asked.length, log.at(-1), script.listeners, take()]).toEqual([
      ...[tries, 'unsubscribe', 0],
      ['error BOOK_SYNC_FAILED'],
    ])
    expect(await outcome(book.ready())).toBe('BOOK_SYNC_FAILED')
    book.resync()
    expect(book.state).toEqual({ kind: 'syncing' })
    say(diff(200, 200))
    await script.last.answer(shot(200))
    expect([script.last.afterMs, book.state.kind]).toEqual([0, 'live'])
  })

  test('a request that fails is made again, at growing distance', async () => {
    const { book, say, script, log } = open()
    say(diff(10, 10))
    for (let i = 0; i < 4; i += 1) await script.last.refuse('REQUEST_FAILED', true)
    await script.last.refuse('INVALID_ANSWER')
    expect(log.slice(1)).toEqual(['ask 0', 'ask 250', 'ask 500', 'ask 1000', 'ask 2000', 'ask 4000'])
    await script.last.answer(shot(10))
    expect(book.state.kind).toBe('live')
    expect(retryDelay(99, true)).toBe(30_000)
  })

  test('a symbol the exchange does not know: told by the refusal, and nothing is kept up', async () => {
    const { book, tell, script, log, take } = open()
    const ready = outcome(book.ready())
    tell('subscribed', { streams: [stream] })
    await script.last.refuse('REQUEST_REFUSED')
    expect(await ready).toBe('REQUEST_REFUSED')
    expect(book.state).toMatchObject({ kind: 'failed', error: { code: 'REQUEST_REFUSED', context: { code: -1121 } } })
    expect([log.at(-1), take()]).toEqual(['unsubscribe', ['error REQUEST_REFUSED']])
  })

  test('a stream the exchange refuses', () => {
    const { book, tell, log } = open()
    const refused = (streams: readonly string[]) => new FeedError('SUBSCRIBE_REJECTED', 'no', { context: { streams } })
    tell('error', refused(['other@trade']))
    tell('error', new FeedError('CONNECTION_LOST', 'lost'))
    expect(book.state.kind).toBe('syncing')
    tell('error', refused([stream]))
    expect([book.state.kind, log.at(-1)]).toEqual(['failed', 'unsubscribe'])
  })
})

describe('out of step', () => {
  test('a missing event: stale with its last book, one request, then live again', async () => {
    const { book, say, script, log, take } = await live()
    const best = book.best()
    say(diff(12, 12, [['99', '7']]), diff(13, 13), diff(14, 14))
    expect(book.state).toEqual({ kind: 'stale', reason: 'sequence', lastUpdateId: 10 })
    expect(book.best()).toBe(best)
    expect([log, take()]).toEqual([['ask 0'], ['resync sequence at 10']])
    const ready = outcome(book.ready())
    await script.last.answer(shot(12))
    expect(await ready).toBe('resolved')
    expect([book.state, book.lastUpdateId, take()]).toEqual([{ kind: 'live', since: 12 }, 14, ['synced 14 took 2']])
    expect(book.stats().resyncs).toMatchObject({ sequence: 1, reconnect: 0 })
  })

  test.each(['reconnect', 'sequence', 'reset'] as const)('a gap told by the feed: %s', async (reason) => {
    const { book, say, script, take } = await live()
    // Even where the numbers happen to fit.
    say(gap(reason), diff(11, 11))
    expect(book.state).toMatchObject({ kind: 'stale', reason })
    await script.last.answer(shot(11))
    expect([book.state.kind, take()]).toEqual(['live', [`resync ${reason} at 10`, 'synced 11 took 0']])
  })

  test('a gap that ends within the snapshot is none, unless the numbers began anew', async () => {
    const { book, say } = await live()
    say({ ...gap('reconnect'), from: 3, to: 10 }, diff(11, 11))
    expect([book.state.kind, book.lastUpdateId]).toEqual(['live', 11])
    say({ ...gap('reset'), from: 3, to: 10 })
    expect(book.state).toMatchObject({ kind: 'stale', reason: 'reset' })
  })

  test('a gap while a snapshot is on its way: still one request, judged by what comes after the gap', async () => {
    const { book, say, script, asked } = await live()
    say(gap(), diff(21, 21), gap(), diff(31, 31))
    expect(asked).toHaveLength(2)
    await script.last.answer(shot(21))
    expect([book.state.kind, script.last.afterMs]).toEqual(['stale', 250])
    await script.last.answer(shot(31))
    expect(book.stats()).toMatchObject({ snapshots: 3, resyncs: { reconnect: 1 } })
  })

  test('crossed: nothing is shown, a new book is fetched, and it is counted', async () => {
    const { book, say, script, take } = await live()
    say(diff(11, 11, [['101', '1']]))
    expect([book.state, book.best()]).toEqual([
      { kind: 'stale', reason: 'crossed', lastUpdateId: 11 },
      { bid: undefined, ask: undefined },
    ])
    await script.last.answer(shot(12))
    expect([book.state.kind, take(), book.stats().resyncs.crossed]).toEqual([
      'live',
      ['resync crossed at 11', 'synced 12 took 0'],
      1,
    ])
  })

  test('the market leaves the snapshot: a new one', async () => {
    const { book, say } = await live({ depth: 1 })
    expect(book.reliable).toEqual({ bid: '99', ask: '101' })
    say(
      diff(11, 11, [
        ['99', '0'],
        ['98', '1'],
      ]),
    )
    expect(book.state).toMatchObject({ kind: 'stale', reason: 'exhausted' })
    expect(book.best().bid).toEqual({ price: '98', quantity: '1', verified: false })
  })

  describe('a book that keeps falling asks ever more slowly', () => {
    /** One that fell three times; time passes with its updates, 1 ms each. */
    async function falling() {
      const world = await live()
      const { say, script } = world
      let id = 10
      const fall = async (reason?: Gap['reason'], updates = 5) => {
        const next = id + updates
        const missing = { from: id + 1, to: next - 1, toTime: 1_000 + next }
        say(...(reason ? [{ ...gap(reason), ...missing }] : []), diff(next, next))
        id = next
        await script.last.answer(shot(id))
      }
      const stand = (updates: number) => {
        for (let i = 0; i < updates; i += 1) say(diff((id += 1), id))
      }
      for (let i = 0; i < 3; i += 1) await fall()
      expect(world.log.splice(0)).toEqual(['ask 0', 'ask 495', 'ask 995'])
      return { ...world, fall, stand }
    }

    test('whoever found that events are missing', async () => {
      const { fall, log } = await falling()
      await fall('sequence')
      await fall()
      expect(log).toEqual(['ask 1995', 'ask 3995'])
    })

    test('until it has taken enough updates', async () => {
      const { fall, stand, log } = await falling()
      stand(steady)
      await fall()
      await fall()
      expect(log).toEqual(['ask 0', 'ask 495'])
    })

    test('less so when it has stood for a while', async () => {
      const { fall, stand, log } = await falling()
      stand(50)
      await fall()
      expect(log).toEqual(['ask 1945'])
    })

    test('and no more when it has stood for a minute, however few updates came', async () => {
      const { fall, log } = await falling()
      await fall(undefined, steadyMs)
      await fall()
      expect(log).toEqual(['ask 0', 'ask 495'])
    })

    test('but not for a reconnect, which has a pace of its own', async () => {
      const { fall, log } = await falling()
      await fall('reconnect')
      await fall()
      expect(log).toEqual(['ask 0', 'ask 1995'])
    })
  })

  test('asked to begin anew, it does, whatever it was waiting for', async () => {
    const { book, say, script, log } = await live()
    book.resync()
    expect(book.state).toEqual({ kind: 'stale', reason: 'requested', lastUpdateId: 10 })
    say(diff(30, 30))
    await script.last.answer(shot(20))
    expect(script.last.afterMs).toBe(250)
    const [slow, before] = [script.last, log.length]
    book.resync()
    expect(log.slice(before)).toEqual(['abort', 'ask 0'])
    await slow.answer(shot(30))
    expect(book.state.kind).toBe('stale')
    await script.last.answer(shot(30))
    expect(book.state.kind).toBe('live')
  })
})

describe('the connection', () => {
  test('lost: stale at once; the next event that fits makes it live, without a snapshot', async () => {
    const { book, say, tell, now, asked } = await live()
    now.status = 'wanted'
    tell('disconnected')
    expect(book.state).toEqual({ kind: 'stale', reason: 'disconnected', lastUpdateId: 10 })
    const ready = outcome(book.ready())
    say(diff(11, 11))
    expect(await ready).toBe('resolved')
    expect([book.state.kind, asked.length]).toEqual(['live', 1])
  })

  test('a snapshot that comes while there is no connection does not make it live', async () => {
    const { book, say, tell, now, script } = await live()
    now.status = 'wanted'
    tell('disconnected')
    book.resync()
    await script.last.answer(shot(12))
    const ready = outcome(book.ready())
    expect([book.state.kind, book.lastUpdateId]).toEqual(['stale', 12])
    say(diff(13, 13))
    expect([await ready, book.state.kind]).toEqual(['resolved', 'live'])
  })

  test('lost during the first sync: the snapshot alone does not make it live', async () => {
    const { book, say, tell, now, script, take } = open({}, 'subscribed')
    now.status = 'wanted'
    tell('disconnected')
    await script.last.answer(shot(10))
    const ready = outcome(book.ready())
    expect([book.state, take()]).toEqual([
      { kind: 'stale', reason: 'disconnected', lastUpdateId: 10 },
      ['synced 10 took 0'],
    ])
    say(diff(11, 11))
    expect([await ready, book.state.kind]).toEqual(['resolved', 'live'])
  })

  test('back on a quiet market: a snapshot tells, unless an event comes first', async () => {
    const { book, say, tell, log, take, script } = await live()
    const loseAndReturn = () => {
      script.now.status = 'wanted'
      tell('disconnected')
      tell('subscribed', { streams: [stream] })
    }
    loseAndReturn()
    const ready = outcome(book.ready())
    expect([book.state, log]).toEqual([{ kind: 'stale', reason: 'disconnected', lastUpdateId: 10 }, ['ask 5000']])
    await script.last.answer(shot(10))
    expect([await ready, book.state, take()]).toEqual(['resolved', { kind: 'live', since: 10 }, ['synced 10 took 0']])
    loseAndReturn()
    say(diff(11, 11))
    expect([book.state.kind, log.slice(1)]).toEqual(['live', ['ask 5000', 'abort']])
    loseAndReturn()
    await script.last.answer(shot(7))
    expect([book.state, book.lastUpdateId]).toEqual([{ kind: 'stale', reason: 'reconnect', lastUpdateId: 11 }, 11])
    await script.last.answer(shot(11))
    expect(book.state.kind).toBe('live')
  })

  test.each(['live', 'subscribed'] as const)(
    'another one is lost, the stream is %s: nothing happened',
    async (status) => {
      const { book, tell, now } = await live()
      now.status = status
      tell('disconnected')
      expect(book.state.kind).toBe('live')
    },
  )

  test('given up by the feed: failed until events come again', async () => {
    const { book, say, tell, take } = await live()
    const error = new FeedError('RETRIES_EXHAUSTED', 'gone')
    tell('state', { kind: 'failed', error })
    expect([book.state, take()]).toEqual([{ kind: 'failed', error }, ['error RETRIES_EXHAUSTED']])
    expect(await outcome(book.ready())).toBe('RETRIES_EXHAUSTED')
    tell('subscribed', { streams: [stream] })
    expect(book.state).toMatchObject({ kind: 'stale', reason: 'disconnected' })
    const other = open({}, 'subscribed')
    other.tell('state', { kind: 'failed', error })
    expect(other.book.state.kind).toBe('failed')
    other.tell('subscribed', { streams: [stream] })
    expect(other.book.state.kind).toBe('syncing')
    say(gap(), diff(50, 50))
    expect(book.state).toMatchObject({ kind: 'stale', reason: 'reconnect' })
  })

  test('the feed closes: so does the book', async () => {
    const { book, tell, script } = open()
    const ready = outcome(book.ready())
    tell('state', { kind: 'closing' })
    tell('state', { kind: 'closed' })
    expect([await ready, book.state, script.listeners]).toEqual(['FEED_CLOSED', { kind: 'closed' }, 0])
    const other = open({}, 'live')
    await other.script.last.refuse('FEED_CLOSED')
    expect(other.book.state).toEqual({ kind: 'closed' })
  })
})

describe('the end', () => {
  test('closing lets go of everything, once', async () => {
    const { book, say, script, log, take } = await live()
    say(gap())
    take()
    const ready = outcome(book.ready())
    book.close()
    book.close()
    expect(log).toEqual(['ask 0', 'abort', 'unsubscribe'])
    expect([await ready, book.state, script.listeners]).toEqual(['ABORTED', { kind: 'closed' }, 0])
    await script.last.answer(shot(99))
    book.resync()
    expect([book.state.kind, book.lastUpdateId, take(), await outcome(book.ready())]).toEqual([
      ...['closed', 10],
      [],
      'ABORTED',
    ])
    expect(book.best().bid?.price).toBe('99')
  })

  test('by signal, also one that has aborted already; and by `using`', async () => {
    const controller = new AbortController()
    const one = open({ signal: controller.signal })
    controller.abort()
    const two = open({ signal: controller.signal })
    const three = open()
    {
      using book = three.book
      expect(book.state.kind).toBe('syncing')
    }
    const four = open()
    await four.book[Symbol.asyncDispose]()
    expect([one, two, three, four].map(({ book, log }) => [book.state.kind, log.at(-1)])).toEqual(
      Array(4).fill(['closed', 'unsubscribe']),
    )
  })
})

describe('listeners', () => {
  test('an update tells what changed, as the exchange told it', async () => {
    const { book, say } = await live()
    const seen: unknown[] = []
    const stop = book.on('update', (update) => seen.push(update))
    say(diff(11, 12, [['99.00', '0.0']], [['101', '3']]))
    stop()
    say(diff(13, 13))
    expect(seen).toEqual([
      { symbol: 'BTCUSDT', lastUpdateId: 12, bids: [['99.00', '0.0']], asks: [['101', '3']], receiveTime: 1_012 },
    ])
  })

  test('one that throws is told and disturbs nobody', async () => {
    const { book, say, take } = await live()
    book.on('error', () => {
      throw new Error('twice')
    })
    const stop = book.on('update', () => {
      throw new Error('once')
    })
    say(diff(11, 11))
    stop()
    say(diff(12, 12))
    expect(take()).toEqual(['update 11', 'error LISTENER_FAILED', 'update 12'])
    expect(() => book.on('update', 1 as never)).toThrow('listener must be a function')
  })

  test('one that closes the book in the middle of it', async () => {
    const { book, say } = await live()
    book.on('update', () => book.close())
    say(diff(11, 11), diff(12, 12))
    expect([book.lastUpdateId, book.state.kind]).toEqual([11, 'closed'])
  })
})

describe('reading at its own pace', () => {
  test('a slow reader gets one turn for many events, and sees the newest', async () => {
    const { book, say } = await live()
    const reader = book[Symbol.asyncIterator]()
    const next = async () => ((await reader.next()).value as Book).lastUpdateId
    expect(await next()).toBe(10)
    say(diff(11, 11), diff(12, 12), diff(13, 13))
    expect(await next()).toBe(13)
    const turn = next()
    await settled()
    say(diff(14, 14))
    expect(await turn).toBe(14)
    say(gap())
    await next()
    expect(book.state.kind).toBe('stale')
  })

  test('leaving the loop leaves the book open', async () => {
    const { book, log } = await live()
    for await (const view of book) {
      expect(view).toBe(book)
      break
    }
    expect([book.state.kind, log]).toEqual(['live', []])
  })

  test('it ends with the book, and throws what makes it fail', async () => {
    const { book, say, script } = open()
    const next = () =>
      outcome(
        book[Symbol.asyncIterator]()
          .next()
          .then(({ done }) => (done ? Promise.reject('done') : 1)),
      )
    const turn = next()
    say(diff(100, 100))
    await script.last.refuse('REQUEST_REFUSED')
    expect([await turn, await next()]).toEqual(['REQUEST_REFUSED', 'REQUEST_REFUSED'])
    book.close()
    expect(await next()).toBe('done')
  })
})

test.each<[string, unknown, unknown, string]>([
  ['depth', { depth: 6_000 }, undefined, 'INVALID_OPTION'],
  ['speed', { speed: 50 }, undefined, 'INVALID_OPTION'],
  ['another option', { limit: 5 }, undefined, 'INVALID_OPTION'],
  ['no object', 7, undefined, 'INVALID_OPTION'],
  ['another venue', {}, { venue: { name: 'other' } }, 'INVALID_OPTION'],
  ['no feed', {}, null, 'INVALID_OPTION'],
])('%s is refused before anything is sent', (_, options, feed, code) => {
  const script = scriptedFeed()
  const subscribe = vi.spyOn(script.feed, 'subscribe')
  const act = (): Book => orderBook((feed === undefined ? script.feed : feed) as never, 'BTCUSDT', options as never)
  expect(act).toThrow(expect.objectContaining({ code }))
  expect(() => orderBook(script.feed, 'BTC USDT')).toThrow(expect.objectContaining({ code: 'INVALID_CHANNEL' }))
  expect(subscribe).not.toHaveBeenCalled()
})
