const listeners = new Set<() => void>()

/** Screens whose question was refused for want of a session ask it again once somebody has signed in. */
export function onSignedInAgain(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function announceSignedInAgain() {
  listeners.forEach((listener) => listener())
}
