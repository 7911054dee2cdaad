/** What a frame of an account's connection is: of the WebSocket API (spot), or of a stream by listen key (derivatives). */
import { members } from '../../../core/parser'
import type { Reading, ReplyError } from '../../../core/venue'
import { userDataStream } from './user-data'

const shutdown = 'serverShutdown'

/** The account is subscribed already, which is what was wanted. */
const alreadyActive = -2035

const event = (start: number, end: number): Reading => ({ kind: 'event', stream: userDataStream, start, end })

/** Whether a frame brings an event of the account. */
export const isStreamFrame = (frame: string): boolean => readSession(frame).kind === 'event'

/** Reads a frame of the WebSocket API. One account is subscribed on a connection, so any subscription is its. */
export function readSession(frame: string): Reading {
  const found = members(frame)
  if (!found) return { kind: 'unknown', reason: 'not a JSON object' }
  const told = found.get('event')
  if (told && Object(told.value).e === shutdown) return { kind: 'notice', name: shutdown }
  if (told) return event(told.start, told.end)
  const id = found.get('id')?.value
  const error = found.get('error')?.value
  if (id === undefined || !(error || found.has('result')))
    return { kind: 'unknown', reason: 'an object of no known shape' }
  return { kind: 'reply', id: typeof id === 'number' ? id : undefined, error: error ? toError(error) : undefined }
}

/** Reads a frame of a stream by listen key, where events stand bare. */
export function readKeyed(frame: string): Reading {
  const found = members(frame)
  if (!found) return { kind: 'unknown', reason: 'not a JSON object' }
  if (found.has('e')) return event(0, frame.length)
  const id = found.get('id')?.value
  const error =
    found.get('error')?.value ??
    (found.has('msg') ? { code: found.get('code')?.value, msg: found.get('msg')?.value } : undefined)
  if (!error && !found.has('result')) return { kind: 'unknown', reason: 'an object of no known shape' }
  return { kind: 'reply', id: typeof id === 'number' ? id : undefined, error: error ? toError(error) : undefined }
}

function toError(error: unknown): ReplyError | undefined {
  const { code, msg } = Object(error)
  if (code === alreadyActive) return undefined
  return { code: typeof code === 'number' ? code : -1, message: typeof msg === 'string' ? msg : 'refused' }
}
