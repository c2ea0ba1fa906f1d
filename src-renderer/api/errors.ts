import { errorLabel } from '../../src-shared/labels/fr'
import type { ErrorKind } from '../../src-shared/errors'

/** A refusal of the desk, or the network itself (`network.unreachable`). The only error that `call` rejects with. */
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

/** The French sentence to show. What is not an ApiError is a bug of the screen: it says so, with its message as trace. */
export function errorText(error: unknown): string {
  if (isApiError(error)) return errorLabel(error.code, error.details)
  return errorLabel('internal', { reference: error instanceof Error ? error.message : String(error) })
}

/** The sentence of one field, when the desk refused an input and named the field (`details.fields`). */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!isApiError(error)) return undefined
  const fields = error.details['fields']
  if (typeof fields !== 'object' || fields === null) return undefined
  const text: unknown = Reflect.get(fields, field)
  return typeof text === 'string' ? text : undefined
}
