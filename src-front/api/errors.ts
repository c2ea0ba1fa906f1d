import type { ErrorKind } from '../../src-shared/errors'

/** A refusal of the program, or the network itself (`network.unreachable`). The only error that `call` rejects with. */
export class ApiError extends Error {
  readonly kind: ErrorKind
  readonly code: string
  readonly details: Record<string, unknown>

  constructor(kind: ErrorKind, code: string, details: Record<string, unknown> = {}) {
    super(code)
    this.name = 'ApiError'
    this.kind = kind
    this.code = code
    this.details = details
  }
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError
}

/** The sentence of one field, when the program refused an input and named the field (`details.fields`). */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!isApiError(error)) return undefined
  const fields = error.details['fields']
  if (typeof fields !== 'object' || fields === null) return undefined
  const text: unknown = Reflect.get(fields, field)
  return typeof text === 'string' ? text : undefined
}
