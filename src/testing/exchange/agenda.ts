/** Who is due next: a heap of moments, so that a thousand sleeping symbols cost nothing. */

export class Agenda<T> {
  private readonly heap: T[] = []

  constructor(
    items: readonly T[],
    private readonly dueAt: (item: T) => number,
  ) {
    this.heap.push(...items)
    for (let at = (this.heap.length >> 1) - 1; at >= 0; at--) this.sink(at)
  }

  /** The one that is due first. */
  get next(): T | undefined {
    return this.heap[0]
  }

  /** Call when the next one was put off. */
  moved(): void {
    this.sink(0)
  }

  private sink(from: number): void {
    const { heap, dueAt } = this
    const item = heap[from]
    if (item === undefined) return
    const due = dueAt(item)
    let at = from
    for (;;) {
      let child = at * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && dueAt(heap[child + 1]!) < dueAt(heap[child]!)) child++
      if (dueAt(heap[child]!) >= due) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = item
  }
}
