/** What is done to the line or by the exchange. `begin` breaks it, `end` mends it `forMs` later; without `end` it is over at once. */

const broken = (event) => JSON.stringify({ stream: 'btcusdt@trade', data: event })

/** A handshake that is answered by an HTTP status, to whoever dials while it lasts; lines that were open are cut. */
const refused = (status, headers) => ({
  forMs: 10_000,
  begin: ({ exchange, proxy }) => {
    exchange.faults.refuse(status, headers)
    proxy.cut()
  },
  end: ({ exchange }) => exchange.faults.refuse(undefined),
})

const sent = (frame) => ({ begin: ({ exchange }) => exchange.faults.send(frame) })

export const cases = {
  'refused at the start': {
    what: 'nothing listens for 8 s when the client starts',
    forMs: 8_000,
    isAtStart: true,
    begin: ({ proxy }) => proxy.refuse(),
    end: ({ proxy }) => proxy.listen(),
  },
  cut: { what: 'the line is cut once', begin: ({ proxy }) => proxy.cut() },
  'reset in mid-frame': {
    what: 'TCP reset after half of a frame',
    begin: ({ proxy }) => proxy.resetInFrame(),
  },
  refused: {
    what: 'the line is cut, and nothing listens for 8 s',
    forMs: 8_000,
    begin: async ({ proxy }) => {
      await proxy.refuse()
      proxy.cut()
    },
    end: ({ proxy }) => proxy.listen(),
  },
  'accepted and dropped': {
    what: 'the line is cut, and every new one at once, for 8 s',
    forMs: 8_000,
    begin: ({ proxy }) => {
      proxy.drop(true)
      proxy.cut()
    },
    end: ({ proxy }) => proxy.drop(false),
  },
  'black hole': {
    what: 'the open line carries nothing any more, TCP stays; a new one would work',
    begin: ({ proxy }) => proxy.blackHole(),
  },
  throttled: {
    what: 'about half of what is said gets through, for 8 s; the rest comes later',
    forMs: 8_000,
    begin: ({ proxy, bytesPerSecond }) => proxy.throttle(Math.ceil(bytesPerSecond / 2)),
    end: ({ proxy }) => proxy.throttle(undefined),
  },
  delayed: {
    what: 'everything is 1.5 s late in both directions, for 8 s',
    forMs: 8_000,
    begin: ({ proxy }) => proxy.delay(1_500),
    end: ({ proxy }) => proxy.delay(0),
  },
  'byte by byte': {
    what: 'every byte is a write of its own, for 8 s; the line is cut in between, so that the handshake is too',
    forMs: 8_000,
    begin: ({ proxy }) => {
      proxy.split(1)
      proxy.cut()
    },
    end: ({ proxy }) => proxy.split(undefined),
  },
  'handshake 429': {
    what: 'the line is cut, and handshakes are answered 429 with `Retry-After: 10` for 10 s',
    retryAfterMs: 10_000,
    ...refused(429, { 'Retry-After': '10' }),
  },
  'handshake 451': { what: 'the same with 451', mayStop: true, ...refused(451) },
  'handshake 403': { what: 'the same with 403', mayStop: true, ...refused(403) },
  'handshake 500': { what: 'the same with 500', ...refused(500) },
  'handshake never answered': {
    what: 'the line is cut, and TCP is accepted without an answer for 8 s',
    forMs: 8_000,
    begin: ({ exchange, proxy }) => {
      exchange.faults.hangHandshake(true)
      proxy.cut()
    },
    end: ({ exchange }) => exchange.faults.hangHandshake(false),
  },
  'close never answered': {
    what: "the user closes; the exchange answers no close frame and keeps TCP open. The client's process must end by itself within 40 s",
    isClosing: true,
    begin: ({ exchange }) => exchange.faults.ignoreClose(true),
  },
  'ping flood': {
    what: '20 pings at once, three times, 2 s apart; the limit is 5 frames of the client a second, pongs counted',
    forMs: 6_000,
    begin: ({ exchange, later }) => {
      for (const ms of [0, 2_000, 4_000]) later(ms, () => exchange.faults.ping(20))
    },
    end: () => {},
  },
  '8 MB frame': { what: 'a text frame of 8 MB on a stream', ...sent(broken('x'.repeat(8 * 1024 * 1024))) },
  'binary frame': { what: '64 bytes of a binary frame', ...sent(new Uint8Array(64).fill(255)) },
  garbage: { what: 'a text frame that is no JSON', ...sent('\u0000garbage}{') },
  'truncated frame': { what: 'a text frame that ends in mid-event', ...sent(broken({ e: 'trade' }).slice(0, -9)) },
  'wrong types': {
    what: 'a trade with a number for a price, a text for a time, and no id',
    ...sent(broken({ e: 'trade', E: '1', s: 'BTCUSDT', t: null, p: 1, q: {}, T: true, m: 'no', M: true })),
  },
  'server shutdown': {
    what: '`serverShutdown` is announced to the open connection, which is cut 10 s later; a new one would work',
    forMs: 10_500,
    begin: ({ exchange }) => exchange.faults.shutdown(10_000, 0),
    end: () => {},
  },
}
