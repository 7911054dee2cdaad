/** A tab's part of a shared feed: its streams are carried by whoever runs the feed, and by whoever takes over from him. */
import type { Carry } from '../client/carrier'
import { backoff } from '../core/backoff'
import { FeedError, temporary } from '../core/errors'
import { createAlarm } from '../runtime/alarm'
import { createAsks } from './asks'
import { type Berth, createBerth } from './berth'
import { errorOf, type News, venueOf, type Word } from './messages'
import { createMirror } from './mirror'
import type { Phase } from './phase'
import { createPresence, whenGone } from './presence'
import type { Surroundings } from './surroundings'
import { createWants } from './wants'
import type { Found, Way } from './way'

const never = Number.POSITIVE_INFINITY

/** How often two who run the feed are compared, in ms. */
const busyMs = 1_000

export function attached(way: Way, around: Surroundings): Carry {
  return (parts, owner) => {
    const { venue, host, settings, router, reporter } = parts
    const { clock, random } = host
    const { retry, openTimeoutMs, closeTimeoutMs, stableAfterMs, rotation } = settings
    const { locks } = around
    const presence = createPresence(locks, `tickwire tab ${around.unique()}`)
    const hello: Word = { kind: 'hello', venue: venueOf(venue), lock: presence.lock }
    const wants = createWants()
    let phase: Phase = { kind: 'idle' }
    let isWished = false
    let failures = 0
    /** The oldest first; the newest counts. */
    let berths: readonly Berth[] = []
    const arm = createAlarm(clock, tend)
    const asks = createAsks(
      (word) => {
        current()?.post(word)
        begin()
      },
      () => clock.time(),
      () => mirror.figures.requests,
    )
    const mirror = createMirror(parts, owner, () => {
      const berth = current()
      berth?.post({ kind: 'figures' })
      return berth !== undefined
    })
    const { move } = mirror

    const current = () => berths.filter(({ isWelcome }) => isWelcome).at(-1)

    function seek(): void {
      phase = { kind: 'seeking', until: clock.now() + openTimeoutMs }
      move({ kind: 'connecting', attempt: failures })
      way.seek(found, (cause) => {
        const why = cause === undefined ? 'its script could not be loaded' : String((cause as Error)?.message ?? cause)
        if (phase.kind === 'seeking') unfound(temporary('OPEN_FAILED', `The worker did not start: ${why}.`, {}, cause))
      })
      tend()
    }

    /** Looks for somebody, unless that is being done. */
    function begin(): void {
      if (phase.kind === 'idle' || phase.kind === 'failed') seek()
    }

    function found(who: Found): void {
      berths = [...berths, createBerth(who, router, clock, heard)]
    }

    /** Nobody was reached: another attempt after a while, or the end. */
    function unfound(error: FeedError): void {
      failures += 1
      reporter.emit('error', error)
      leaveAll()
      if (failures >= retry.maxAttempts) {
        const text = `Gave up after ${failures} attempts in a row: ${error.message} reconnect() tries again.`
        return fail(new FeedError('RETRIES_EXHAUSTED', text, { cause: error, context: { attempts: failures } }))
      }
      rest(error)
    }

    function rest(error: FeedError): void {
      const delayMs = backoff(failures - 1, random(), retry)
      phase = { kind: 'waiting', until: clock.now() + delayMs }
      move({ kind: 'waiting', attempt: failures, retryAt: Math.round(clock.time() + delayMs), error })
      reporter.emit('retrying', { attempt: failures, delayMs, error })
      tend()
    }

    function fail(error: FeedError): void {
      leaveAll()
      phase = { kind: 'failed' }
      move({ kind: 'failed', error })
      owner.failed(new Set(wants.all.keys()), error)
      asks.fail(error)
    }

    /** Lets go of everything outside this tab. */
    function leaveAll(): void {
      way.stop()
      for (const berth of berths) {
        router.lost(berth.line, berth.heardAt)
        berth.end()
      }
      berths = []
      presence.end()
      mirror.gone()
      asks.gone()
    }

    function detach(berth: Berth): void {
      berths = berths.filter((each) => each !== berth)
      berth.end()
    }

    /** Whoever ran the feed is gone, and perhaps nobody has taken over. */
    function gone(berth: Berth): void {
      if (!berths.includes(berth)) return
      router.lost(berth.line, berth.heardAt)
      detach(berth)
      if (phase.kind !== 'attached' || current()) return
      const error = temporary('CONNECTION_LOST', 'Whoever ran the feed is gone; another is looked for.')
      const isProven = clock.now() - phase.since >= stableAfterMs
      mirror.gone()
      asks.gone()
      reporter.emit('disconnected', { error })
      failures = isProven ? 0 : failures + 1
      if (way.lost(berth.who)) {
        phase = { kind: 'seeking', until: clock.now() + openTimeoutMs }
        move({ kind: 'connecting', attempt: failures })
        return tend()
      }
      way.stop()
      if (failures <= 1) seek()
      else rest(error)
    }

    function welcome(berth: Berth, { lock: theirs, state: now }: News & { kind: 'welcome' }): void {
      phase = { kind: 'attached', since: clock.now() }
      berth.isWelcome = true
      berth.watch = whenGone(locks, theirs, () => gone(berth))
      for (const older of berths) {
        if (older === berth) break
        older.line.isLeaving = true
        older.leaveAt = clock.now() + rotation.handoverMs
        if (older.line.streams === 0) detach(older)
      }
      wants.take()
      berth.want([...wants.all], [])
      if (isWished) berth.post({ kind: 'connect' })
      asks.repeat(berth.post)
      // What failed is tried again, and what nobody has asked for anything is about to be.
      if (wants.all.size === 0 && !isWished) move(now)
      else if (now.kind !== 'failed') mirror.show(now)
      tend()
    }

    function heard(berth: Berth, news: News): void {
      const isCurrent = berth === current()
      const now = clock.now()
      switch (news.kind) {
        case 'open':
          if (berth.who.greeting) berth.post(berth.who.greeting)
          return void presence.begin().then(() => berth.post(hello))
        case 'welcome':
          return welcome(berth, news)
        case 'refused':
          return fail(errorOf(news.error))
        case 'carried':
          router.carried(news.streams, berth.line, now)
          reporter.emit('subscribed', { streams: news.streams })
          return tend()
        case 'lost':
          return router.lost(berth.line, berth.heardAt, news.streams)
        case 'left':
          return reporter.emit('unsubscribed', { streams: news.streams })
        case 'bye':
          if (!isCurrent && current()) {
            router.leave(berth.line, berth.heardAt)
            return detach(berth)
          }
          return gone(berth)
        case 'empty':
          return phase.kind === 'yielding' ? closed() : undefined
        case 'answer':
          return asks.answered(news)
        default:
          if (isCurrent) mirror.told(news)
      }
    }

    /** Does what is due, and sets the timer to what is due next. */
    function tend(): void {
      const now = clock.now()
      let next = router.watch(now)
      for (const berth of berths) {
        if (berth.leaveAt <= now) {
          router.leave(berth.line, berth.heardAt)
          detach(berth)
        } else next = Math.min(next, berth.leaveAt, berths.length > 1 ? now + busyMs : never)
      }
      if (berths.length === 0) next = never
      if ('until' in phase) {
        if (phase.until > now) next = Math.min(next, phase.until)
        else return due()
      }
      arm(next)
    }

    function due(): void {
      if (phase.kind === 'yielding') return closed()
      if (phase.kind === 'waiting') return seek()
      unfound(temporary('OPEN_TIMEOUT', `Nobody who runs the feed answered within ${openTimeoutMs} ms.`))
    }

    function closed(): void {
      leaveAll()
      phase = { kind: 'closed' }
      arm(never)
      move({ kind: 'closed' })
    }

    function flush(): void {
      const { add, drop, again } = wants.take()
      for (const berth of berths) if (berth.isWelcome) berth.want(add, drop)
      const berth = current()
      if (berth && again.length > 0) router.carried(again, berth.line, clock.now())
    }

    return {
      get state() {
        return mirror.state
      },
      get figures() {
        return mirror.figures
      },
      added: wants.add,
      removed: wants.remove,
      emptied(line) {
        const berth = berths.find((each) => each.line === line)
        if (berth && berth !== current()) detach(berth)
      },
      // Whoever runs the feed joins silent streams anew.
      silent() {},
      open(wish = false) {
        if (wish) {
          isWished = true
          current()?.post({ kind: 'connect' })
        }
        flush()
        if (wants.all.size > 0 || isWished) begin()
      },
      reconnect() {
        isWished = true
        const berth = current()
        if (berth) {
          mirror.expect()
          return berth.post({ kind: 'reconnect' })
        }
        if (phase.kind === 'away') return
        failures = 0
        leaveAll()
        seek()
      },
      rotate: () => (current() ? asks.rotate() : Promise.resolve()),
      close() {
        asks.gone()
        asks.close()
        move({ kind: 'closing' })
        const berth = current()
        if (!way.isLeading || !berth || berth.who.greeting === undefined) return closed()
        // Others are served until another worker carries their streams.
        way.resign()
        berth.want([], [...wants.all.keys(), ...wants.take().drop])
        berth.post({ kind: 'yield' })
        phase = { kind: 'yielding', until: clock.now() + closeTimeoutMs }
        tend()
      },
      hurry() {
        if (phase.kind === 'waiting') seek()
      },
      live(what) {
        if (what === 'awake' || phase.kind === 'idle' || phase.kind === 'closed' || phase.kind === 'failed') return
        if (phase.kind === 'yielding') return closed()
        if (what === 'back') {
          if (phase.kind === 'away') seek()
          return
        }
        const error = temporary('CONNECTION_LOST', 'The page was put away; it connects again when it comes back.')
        leaveAll()
        phase = { kind: 'away' }
        arm(never)
        move({ kind: 'waiting', attempt: failures, retryAt: never, error })
      },
      requests: async () => asks,
    }
  }
}
