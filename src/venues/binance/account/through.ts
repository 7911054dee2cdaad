/** A socket that does what another does, for those that change part of it. */
import type { Socket } from '../../../core/transport'

/** The same acts, however the other is made: a class hides them from a spread. */
export function through(socket: Socket): Socket {
  return {
    send: (frame) => socket.send(frame),
    ...(socket.ping && { ping: () => socket.ping?.() }),
    ...(socket.pong && { pong: (payload) => socket.pong?.(payload) }),
    close: (code, reason) => socket.close(code, reason),
    abandon: () => socket.abandon(),
  }
}
