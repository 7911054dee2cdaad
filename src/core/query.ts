/** A question to an exchange beside its streams: what is asked, what it costs, how its answer is read. */

/** Made by a venue's code, asked through a feed: `feed.request(query)`. */
export interface Query<A = unknown> {
  /** Name of the REST endpoint under the venue's base address: `depth`. */
  readonly path: string
  /** The same question on the exchange's request socket: `depth`, `trades.aggregate`. */
  readonly method: string
  /** A list is written as JSON in an address. */
  readonly params: Readonly<Record<string, string | number | readonly string[]>>
  /** What it costs of the exchange's budget for this address, in its own unit. */
  readonly weight: number
  /**
   * What the answer says, checked.
   * @param answer the body, parsed
   * @param receiveTime when it came, Unix ms
   * @throws FeedError INVALID_ANSWER naming path and reason
   */
  read(answer: unknown, receiveTime: number): A
}

/** How a stream's past is asked for, where the exchange keeps it. */
export interface History<E> {
  /**
   * The next question for what is missing between two events, oldest first; undefined where nothing is.
   * @param after the newest event that is had
   * @param before the first event after the hole
   */
  missing(after: E, before: E): Query<readonly E[]> | undefined
}
