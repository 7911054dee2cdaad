/** Control frames: what the client asks of the exchange. */

function control(method: string, id: number, params?: readonly string[]): string {
  return JSON.stringify({ method, params, id })
}

export const subscribe = (id: number, streams: readonly string[]) => control('SUBSCRIBE', id, streams)

export const unsubscribe = (id: number, streams: readonly string[]) => control('UNSUBSCRIBE', id, streams)

/** Asks what is subscribed. Without `params`: the exchange refuses needless ones. */
export const probe = (id: number) => control('LIST_SUBSCRIPTIONS', id)
