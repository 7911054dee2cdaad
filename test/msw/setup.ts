/** Node 20 has no WebSocket of its own: msw mocks the one that stands on the global when it starts. */
import { WebSocket } from 'undici'

const host = globalThis as { WebSocket?: unknown }
host.WebSocket ??= WebSocket
