/** Which connection carries which stream: filled one after the other, a stream stays where it is, spare ones are emptied. */

/** The streams that one connection, or several for safety, should carry. */
export interface Shard {
  /** Streams of different routes never share a connection. */
  readonly route: string
  readonly names: ReadonlySet<string>
  /** Grows with each change of the names. */
  readonly revision: number
}

export interface Shards {
  readonly all: readonly Shard[]
  /** The shard of a stream, made when there is no room elsewhere. */
  add(stream: string, route?: string): Shard
  remove(stream: string): void
  of(stream: string): Shard | undefined
  /** A shard without streams for who connects before there are any. */
  first(): Shard
  /** Shards that are not needed: the rest would carry their streams with half of its room to spare. */
  spare(): readonly Shard[]
  /** Takes a shard out; its streams go to the others. */
  dissolve(shard: Shard): void
}

type Open = Shard & { readonly names: Set<string>; revision: number }

/** @param capacity streams that a shard takes */
export function createShards(capacity: number): Shards {
  let all: Open[] = []
  const homes = new Map<string, Open>()

  function open(route: string): Open {
    const shard = { route, names: new Set<string>(), revision: 0 }
    all = [...all, shard]
    return shard
  }

  function add(stream: string, route = ''): Shard {
    const home = homes.get(stream)
    if (home) return home
    const withRoom = all.filter((shard) => shard.route === route && shard.names.size < capacity)
    // The fullest first, so that the others can empty.
    const shard = withRoom.sort((a, b) => b.names.size - a.names.size)[0] ?? open(route)
    shard.names.add(stream)
    shard.revision += 1
    homes.set(stream, shard)
    return shard
  }

  return {
    get all() {
      return all
    },
    add,
    remove(stream) {
      const shard = homes.get(stream)
      if (!shard) return
      homes.delete(stream)
      shard.names.delete(stream)
      shard.revision += 1
    },
    of: (stream) => homes.get(stream),
    first: () => all[0] ?? open(''),
    spare() {
      const spare: Shard[] = []
      for (const route of new Set(all.map((shard) => shard.route))) {
        const peers = all.filter((shard) => shard.route === route).sort((a, b) => a.names.size - b.names.size)
        const total = peers.reduce((sum, { names }) => sum + names.size, 0)
        // The last connection stays, also without streams: somebody asked for it.
        while (peers.length > 1 && total * 2 <= capacity * (peers.length - 1)) spare.push(peers.shift() as Shard)
      }
      return spare
    },
    dissolve(shard) {
      all = all.filter((each) => each !== shard)
      for (const stream of shard.names) {
        homes.delete(stream)
        add(stream, shard.route)
      }
    },
  }
}
