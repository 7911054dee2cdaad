/** What a frame is, found without parsing its payload. */
import { members } from '../../core/parser'
import type { Reading, ReplyError } from '../../core/venue'

const brace = 0x7d
const head = '{"stream":"'
const middle = '","data":'
const shutdown = '!serverShutdown'

/** Reads the frames of the combined path, in any shape. */
export function read(frame: string): Reading {
  return readCombined(frame) ?? readMembers(frame)
}

/**
 * Reads `{"stream":"<name>","data":{…}}` to the letter, which is how the exchange writes it today, and `…[…]}` likewise.
 * All closing braces stand at its end, those of a list after its one closing bracket, so nothing can follow `data` and only
 * the end of the name has to be found.
 */
function readCombined(frame: string): Reading | undefined {
  if (!frame.startsWith(head)) return undefined
  const nameEnd = frame.indexOf('"', head.length)
  if (nameEnd < 0 || !frame.startsWith(middle, nameEnd)) return undefined
  const start = nameEnd + middle.length
  const end = frame.length - 1
  const isList = frame[start] === '['
  if (!isList && frame[start] !== '{') return undefined
  let at = frame.indexOf(isList ? ']' : '}', start)
  if (at < 0 || at === end) return undefined
  if (isList) at += 1
  while (frame.charCodeAt(at) === brace) at += 1
  if (at <= end) return undefined
  const stream = frame.slice(head.length, nameEnd)
  if (stream.indexOf('\\') >= 0 || stream === shutdown) return undefined
  return { kind: 'event', stream, start, end }
}

/** Reads an object whatever its white space and the order of its keys. */
function readMembers(frame: string): Reading {
  const found = members(frame)
  if (!found) return { kind: 'unknown', reason: 'not a JSON object' }
  const value = (key: string) => found.get(key)?.value
  const stream = value('stream')
  const name = value('e')
  const data = found.get('data')
  // Not a stream: the exchange sends it unasked before it closes a connection, wrapped or bare.
  if (stream === shutdown || name === shutdown.slice(1)) return { kind: 'notice', name: shutdown.slice(1) }
  if (typeof stream === 'string' && data) return { kind: 'event', stream, start: data.start, end: data.end }
  // Refusals come flat, as spot documents them, or nested, as futures send them.
  const error = value('error') ?? (found.has('msg') && found.has('code') && { code: value('code'), msg: value('msg') })
  if (name === undefined && (error || found.has('result'))) {
    const id = value('id')
    return { kind: 'reply', id: typeof id === 'number' ? id : undefined, error: error ? toError(error) : undefined }
  }
  return { kind: 'unknown', reason: name ? 'an event without a stream name' : 'an object of no known shape' }
}

function toError(error: { readonly code?: unknown; readonly msg?: unknown }): ReplyError {
  const { code, msg } = error
  return { code: typeof code === 'number' ? code : -1, message: typeof msg === 'string' ? msg : JSON.stringify(error) }
}
