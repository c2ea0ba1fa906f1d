import { randomBytes } from 'node:crypto'

/** One line per fact, JSON on stderr: never a password, never a health value. */
export interface Log {
  info(message: string, facts?: Record<string, unknown>): void
  warn(message: string, facts?: Record<string, unknown>): void
  /** Logs a bug and returns the reference that the user sees. */
  bug(error: unknown, facts?: Record<string, unknown>): string
}

export function createLog(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Log {
  const line = (level: string, message: string, facts: Record<string, unknown> = {}) =>
    write(JSON.stringify({ level, message, ...facts }))
  return {
    info: (message, facts) => line('info', message, facts),
    warn: (message, facts) => line('warn', message, facts),
    bug: (error, facts) => {
      const reference = randomBytes(4).toString('hex').toUpperCase()
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
      line('error', 'unexpected error', { reference, stack, ...facts })
      return reference
    },
  }
}

/** For tests and benches: says nothing, but still gives references. */
export const silentLog: Log = { info: () => {}, warn: () => {}, bug: () => '00000000' }
