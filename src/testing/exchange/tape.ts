/** Plays recorded frames, byte for byte, in place of the market. */

export interface TapeLine {
  /** When it was received, in ms; `null` plays it together with the line before. */
  readonly t: number | null
  /** Lines of the client (`out`) are skipped. */
  readonly dir: string
  /** The text exactly as it came over the wire. */
  readonly frame: string
  /** Present on REST answers, which are skipped. */
  readonly rest?: string
}

export interface TapeOptions {
  /** How many times faster than recorded; `'max'` keeps only the order. @default 1 */
  readonly speed?: number | 'max'
  /** Sends frames without a stream name to everybody, instead of leaving them out. @default false */
  readonly unwrapped?: boolean
  /** Begin when somebody subscribes to a stream of the tape, or only when `start()` is called. @default 'subscribed' */
  readonly begin?: 'subscribed' | 'started'
}

/** Who hears the tape. */
export interface TapeAudience {
  /** `frame` is the combined form as recorded, `payload` the part of it that raw connections get. */
  wrapped(stream: string, payload: string, frame: string): void
  unwrapped(frame: string): void
}

export interface Tape {
  /** Names of all streams on it. */
  readonly streams: ReadonlySet<string>
  /** Frames that will be played. */
  readonly length: number
  /** Frames played so far. */
  readonly position: number
  /** Lets it run from the next moment on, whoever listens. */
  start(): void
  /** Somebody subscribed to this stream. */
  subscribed(stream: string): void
  /** Plays what is due at `now`, in ms. */
  advance(now: number, audience: TapeAudience): void
}

interface Frame {
  readonly t: number | null
  readonly text: string
  readonly wrapper: { readonly stream: string; readonly from: number } | undefined
}

const wrapperHead = /^\s*\{\s*"stream"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"data"\s*:\s*/

/** At full speed so many frames go out at a time, so that sockets can drain in between. */
const burst = 2_000

export function createTape(lines: Iterable<TapeLine>, options: TapeOptions = {}): Tape {
  const { speed = 1, unwrapped = false, begin = 'subscribed' } = options
  if (speed !== 'max' && !(speed > 0)) throw new RangeError(`speed must be above 0 or 'max'; received ${speed}.`)
  const frames: Frame[] = []
  const streams = new Set<string>()
  for (const line of lines) {
    if (line.dir !== 'in' || line.rest !== undefined) continue
    const wrapper = readWrapper(line.frame)
    if (wrapper !== undefined) streams.add(wrapper.stream)
    else if (!unwrapped) continue
    frames.push({ t: line.t, text: line.frame, wrapper })
  }
  const recordedFrom = frames.find((frame) => frame.t !== null)?.t ?? 0
  let running = false
  let startedAt: number | undefined
  let position = 0

  const play = (frame: Frame, audience: TapeAudience) => {
    if (frame.wrapper === undefined) audience.unwrapped(frame.text)
    else audience.wrapped(frame.wrapper.stream, payloadOf(frame.text, frame.wrapper.from), frame.text)
  }

  return {
    streams,
    length: frames.length,
    get position() {
      return position
    },
    start() {
      running = true
    },
    subscribed(stream) {
      if (begin === 'subscribed' && streams.has(stream)) running = true
    },
    advance(now, audience) {
      if (!running) return
      startedAt ??= now
      const until = speed === 'max' ? Number.POSITIVE_INFINITY : recordedFrom + (now - startedAt) * speed
      const last = speed === 'max' ? Math.min(frames.length, position + burst) : frames.length
      while (position < last) {
        const frame = frames[position]!
        if (frame.t !== null && frame.t > until) break
        position++
        play(frame, audience)
      }
    },
  }
}

function readWrapper(frame: string): Frame['wrapper'] {
  const head = wrapperHead.exec(frame)
  return head === null ? undefined : { stream: JSON.parse(head[1]!) as string, from: head[0].length }
}

/** Everything between the wrapper's head and its closing brace, untouched. */
function payloadOf(frame: string, from: number): string {
  return frame.slice(from, frame.lastIndexOf('}')).trimEnd()
}
