/** One tab as whoever runs the feed sees it: what it wants, and what it is told, a turn at a time. */
import type { Stop } from '../core/clock'
import type { Item } from '../core/events'
import { type News, pack, type Word } from './messages'
import { type Endpoint, openPort } from './port'
import type { Surroundings } from './surroundings'

export interface Desk {
  /** The streams it was given, by name. */
  readonly wants: Set<string>
  /** It has said who it is, and what there is was told. */
  isWelcome: boolean
  /** Questions of its that are open, and how to give each up. */
  readonly asked: Map<number, Stop>
  /** Watches whether it lives. */
  watch: Stop
  tell(news: News): void
  item(stream: string, item: Item): void
  /** Says what is left to say, and nothing more. */
  close(): void
}

export function createDesk(
  endpoint: Endpoint,
  { turn }: Surroundings,
  heard: (desk: Desk, word: Word) => void,
  end?: () => void,
): Desk {
  let batch: (string | Item | News)[] = []
  const port = openPort(endpoint, (message) => heard(desk, message as Word), end)

  function flush(): void {
    const due = batch
    batch = []
    if (due.length > 0) port.post(due)
  }

  function put(stream: string, what: Item | News): void {
    if (batch.length === 0) turn(flush)
    batch.push(stream, what)
  }

  const desk: Desk = {
    wants: new Set(),
    isWelcome: false,
    asked: new Map(),
    watch: () => {},
    tell: (news) => put('', pack(news)),
    item: put,
    close() {
      flush()
      port.close()
    },
  }
  desk.tell({ kind: 'open' })
  return desk
}
