import { expect, test } from 'vitest'
import { createTape, type TapeLine, type TapeOptions } from '../../../src/testing/exchange/tape'

const payloads = ['{ "odd" : 1.10 }', '{"s":"币","q":"}"}', '[1, 2]']
const lines: TapeLine[] = [
  { t: null, dir: 'out', frame: '{"method":"SUBSCRIBE"}' },
  { t: 1_000.25, dir: 'in', frame: `{"stream":"a@trade","data":${payloads[0]}}` },
  { t: 1_100, dir: 'in', frame: '{"lastUpdateId":1}', rest: 'GET /api/v3/depth' },
  { t: 1_200, dir: 'in', frame: `{ "stream" : "币@trade", "data" : ${payloads[1]} }` },
  { t: null, dir: 'in', frame: '{"result":null,"id":1}' },
  { t: 3_000, dir: 'in', frame: `{"stream":"a@trade","data":${payloads[2]}}` },
]

function play(options: TapeOptions, times: readonly number[], before: (tape: ReturnType<typeof createTape>) => void) {
  const tape = createTape(lines, options)
  const heard: string[] = []
  before(tape)
  const audience = {
    wrapped: (stream: string, payload: string, frame: string) => heard.push(`${stream} ${payload} ${frame}`),
    unwrapped: (frame: string) => heard.push(frame),
  }
  return times.map((now) => {
    tape.advance(now, audience)
    return heard.splice(0)
  })
}

const [first, , , second, answer, third] = lines.map((line) => line.frame)
const wrapped = [
  `a@trade ${payloads[0]} ${lines[1]!.frame}`,
  `币@trade ${payloads[1]} ${second}`,
  `a@trade ${payloads[2]} ${third}`,
]

test('frames come at their times, byte for byte, wrapped and unwrapped', () => {
  expect(first).toContain('SUBSCRIBE')
  const heard = play({}, [0, 50_000, 50_199, 50_200, 52_000], (tape) => tape.subscribed('other'))
  expect(heard).toEqual([[], [], [], [], []])
  expect(play({}, [50_000, 50_199, 50_200, 52_000], (tape) => tape.subscribed('a@trade'))).toEqual([
    [wrapped[0]],
    [],
    [wrapped[1]],
    [wrapped[2]],
  ])
})

test('it can run faster, or as fast as it goes', () => {
  expect(play({ speed: 10 }, [0, 20, 200], (tape) => tape.start())).toEqual([[wrapped[0]], [wrapped[1]], [wrapped[2]]])
  expect(play({ speed: 'max' }, [0], (tape) => tape.start())).toEqual([wrapped])
})

test('a tape can wait to be started', () => {
  expect(play({ begin: 'started', speed: 'max' }, [0], (tape) => tape.subscribed('a@trade'))).toEqual([[]])
  expect(play({ begin: 'started', speed: 'max' }, [0], (tape) => tape.start())).toEqual([wrapped])
})

test('frames without a stream are left out unless asked for', () => {
  const heard = play({ speed: 'max', unwrapped: true }, [0], (tape) => tape.start())
  expect(heard).toEqual([[wrapped[0], wrapped[1], answer, wrapped[2]]])
})

test('it says what is on it', () => {
  const tape = createTape(lines)
  expect([...tape.streams]).toEqual(['a@trade', '币@trade'])
  expect([tape.length, tape.position]).toEqual([3, 0])
  expect(() => createTape([], { speed: 0 })).toThrow('speed')
})
