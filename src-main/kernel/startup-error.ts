/** A reason not to start, in the user's words: one sentence that says what to do. Hosts print it and exit ≠ 0. */
export class StartupError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'StartupError'
  }
}
