import { isApiError } from '../../src-front/api/errors'
import { errorLabel } from '../../src-shared/labels/fr'

/** The French sentence to show. What is not an ApiError is a bug of the screen: it says so, with its message as trace. */
export function errorText(error: unknown): string {
  if (isApiError(error)) return errorLabel(error.code, error.details)
  return errorLabel('internal', { reference: error instanceof Error ? error.message : String(error) })
}
