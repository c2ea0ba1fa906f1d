import type { ServerEvent } from '../../src-shared/contract/events'

/** Events of one process, from a commit to the screens that listen. */
export interface Bus {
  publish(event: ServerEvent): void
  subscribe(listener: (event: ServerEvent) => void): () => void
}

export function createBus(): Bus {
  const listeners = new Set<(event: ServerEvent) => void>()
  return {
    publish: (event) => listeners.forEach((listener) => listener(event)),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
