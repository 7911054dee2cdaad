/** How one event of a stream follows another. */

/** What an event knows of its place in its stream. */
export interface Sequence<E> {
  /** Grows from event to event: an id, the number of an update, a time. */
  number(event: E): number
  /**
   * The number right before the event; only of streams whose numbers leave no hole unless an event is missing.
   * Where an event covers several numbers it is that before the first of them.
   */
  follows?(event: E): number
}

/** Numbers that are missing, first and last. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** What lies between a number and the event that came next; undefined where nothing does, or nobody can know. */
export function missing<E>({ follows }: Sequence<E>, after: number, event: E): Range | undefined {
  const before = follows?.(event)
  return before !== undefined && before > after ? { from: after + 1, to: before } : undefined
}
