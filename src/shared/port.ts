/** Ways between a tab and whoever runs the feed, as one shape: ports of workers, and channels that two have opened. */

/** What can be posted to and listened to: a MessagePort, a Worker, a worker's own scope, a BroadcastChannel. */
export interface Endpoint {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  /** Of a MessagePort, which holds back what came before. */
  start?(): void
}

/** One way, as one side sees it. */
export interface Port {
  post(message: unknown): void
  /** Hears and says nothing any more. Twice is once. */
  close(): void
}

/**
 * @param heard called with each message, until it is closed
 * @param closed ends what is behind the port
 */
export function openPort(endpoint: Endpoint, heard: (message: unknown) => void, closed: () => void = () => {}): Port {
  let isOpen = true
  const listener = ({ data }: { readonly data: unknown }) => {
    if (isOpen) heard(data)
  }
  endpoint.addEventListener('message', listener)
  endpoint.start?.()
  return {
    post(message) {
      if (isOpen) endpoint.postMessage(message)
    },
    close() {
      if (!isOpen) return
      isOpen = false
      endpoint.removeEventListener('message', listener)
      closed()
    },
  }
}
