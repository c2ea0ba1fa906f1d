import { errorLabel } from '../../src-shared/labels/fr'
import type { ErrorKind } from '../../src-shared/errors'
import { i18n } from '../i18n'

/** A refusal of the portal, or the network itself (`network.unreachable`). The only error that `call` rejects with. */
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

/**
 * The sentence to show, in the reader's language: the text of the code (`locales/<language>/errors.json`), else of its
 * kind; in French the registry of the program has every code.
 */
export function errorText(error: unknown): string {
  const known = isApiError(error)
  const code = known ? error.code : 'internal'
  const details = known ? error.details : { reference: error instanceof Error ? error.message : String(error) }
  const { t, te, locale } = i18n.global
  if (locale.value === 'fr') return errorLabel(code, details)
  const key = `errors.code.${code.replaceAll('.', '_')}`
  if (te(key)) return t(key, details)
  return t(`errors.kind.${known ? error.kind : 'internal'}`, details)
}

/** The sentence of one field, when the server refused an input and named the field (`details.fields`). */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!isApiError(error)) return undefined
  const fields = error.details['fields']
  if (typeof fields !== 'object' || fields === null) return undefined
  const text: unknown = Reflect.get(fields, field)
  return typeof text === 'string' ? text : undefined
}
