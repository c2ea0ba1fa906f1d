/** What a refusal means for the caller: it decides the HTTP status and how a screen shows it. */
export type ErrorKind =
  'invalid' | 'unauthenticated' | 'forbidden' | 'not-found' | 'conflict' | 'rule' | 'unavailable' | 'internal'

export type ErrorDetails = Record<string, unknown>

export interface ErrorDefinition {
  kind: ErrorKind
  /** The sentence a user reads. A function when it needs the details of the refusal. */
  fr: string | ((details: ErrorDetails) => string)
}

/** Declares the error codes of one domain; kind and French text stand together, so neither can be missing. */
export function defineErrors<T extends Record<string, ErrorDefinition>>(definitions: T): T {
  return definitions
}

/** Reads a detail as text, for the sentences. */
export function detailText(details: ErrorDetails, key: string, fallback = ''): string {
  const value = details[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : fallback
}
