import { isApiError } from '../../src-front/api/errors'
import { errorLabel } from '../../src-shared/labels/fr'
import { i18n } from '../i18n'

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
