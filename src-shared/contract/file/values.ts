import { formatDate } from '../../format/date'
import { formatEuros } from '../../format/money'
import { formatDecimal } from '../../format/number'
import { formatPhone } from '../../format/phone'
import { isValidIban, maskIban, normalizeIban } from '../../kernel/iban'
import { isLocalDate } from '../../kernel/local-date'
import { cents } from '../../kernel/money'
import type { FieldChoice, FieldValue, FileField } from './subjects'

/** Lists of the town, under the key of their field. */
export type TownChoices = Readonly<Record<string, readonly FieldChoice[]>>

const choicesOf = (field: FileField, town: TownChoices): readonly FieldChoice[] =>
  field.choices ?? town[field.key] ?? []

export const isEmptyValue = (value: FieldValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** A value in French words, as an agent or an e-mail reads it; '' for nothing. An IBAN is masked. */
export function fieldText(field: FileField, value: FieldValue | undefined, town: TownChoices = {}): string {
  if (value === undefined || isEmptyValue(value)) {
    // An empty choice may have a name of its own: 'ordinaire'.
    return choicesOf(field, town).find((choice) => choice.value === '')?.label ?? ''
  }
  if (typeof value === 'boolean') return value ? 'Oui' : 'Non'
  if (Array.isArray(value)) return value.map((one) => oneText(field, one, town)).join(', ')
  return oneText(field, value, town)
}

function oneText(field: FileField, value: string | number | boolean | null, town: TownChoices): string {
  const text = String(value ?? '')
  switch (field.kind) {
    case 'date':
    case 'dates':
      return isLocalDate(text) ? formatDate(text) : text
    case 'money':
      return formatEuros(cents(Number(text)))
    // A year or a number of parts: digits as they are written, with a comma.
    case 'number':
      return typeof value === 'number' && !Number.isInteger(value) ? formatDecimal(value) : text
    case 'phone':
      return formatPhone(text)
    case 'iban':
      return text.includes('•') ? text : maskIban(text)
    case 'choice':
    case 'choices':
    case 'school':
      return choicesOf(field, town).find((choice) => choice.value === text)?.label ?? text
    default:
      return text
  }
}

/**
 * Two writings of the same value: spaces in a phone number, a list in another order, nothing written in several ways. An
 * answer never given is not a « no ».
 */
export function sameValue(field: FileField, left: FieldValue | undefined, right: FieldValue | undefined): boolean {
  return comparable(field, left) === comparable(field, right)
}

function comparable(field: FileField, value: FieldValue | undefined): string {
  if (value === undefined || isEmptyValue(value)) return ''
  if (Array.isArray(value)) return [...value].sort().join('\n')
  const text = String(value).trim()
  switch (field.kind) {
    case 'phone':
      return text.replace(/[^\d+]/g, '').replace(/^(?:\+33|0033)0?/, '0')
    case 'email':
      return text.toLowerCase()
    case 'iban':
      return text.includes('•') ? text : maskIban(text)
    default:
      return text
  }
}

const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/
const phoneShape = /^\+?[\d\s.\-()\u00A0]{6,30}$/
const maxMembers = 50

/** What is wrong with a value, in a sentence for the person who wrote it; null = nothing. */
export function fieldProblem(field: FileField, value: FieldValue | undefined, town: TownChoices = {}): string | null {
  if (value === undefined || isEmptyValue(value)) return field.required ? 'À renseigner' : null
  if (field.kind === 'flag') return typeof value === 'boolean' ? null : 'Oui ou non attendu'
  if (field.kind === 'number' || field.kind === 'money')
    return typeof value === 'number' && value >= 0 && value <= 99_999_999 ? null : 'Nombre attendu'
  if (field.kind === 'choices' || field.kind === 'dates') return listProblem(field, value, town)
  return typeof value === 'string' || typeof value === 'number'
    ? textProblem(field, String(value), town)
    : 'Texte attendu'
}

function listProblem(field: FileField, value: FieldValue, town: TownChoices): string | null {
  if (!Array.isArray(value) || value.length > maxMembers) return 'Liste attendue'
  if (field.kind === 'dates') return value.every(isLocalDate) ? null : 'Dates attendues\u00A0: JJ/MM/AAAA'
  const known = new Set(choicesOf(field, town).map((choice) => choice.value))
  return value.every((one) => known.has(one)) ? null : 'Choix attendu dans la liste'
}

function textProblem(field: FileField, text: string, town: TownChoices): string | null {
  if (field.maxLength !== undefined && text.trim().length > field.maxLength)
    return `${field.maxLength} caractères au plus`
  switch (field.kind) {
    case 'email':
      return emailShape.test(text) ? null : 'Adresse e-mail attendue, comme nom@exemple.fr'
    case 'phone':
      return phoneShape.test(text) ? null : 'Numéro attendu, comme 06 39 98 41 07'
    case 'postal-code':
      return /^\d{5}$/.test(text) ? null : 'Code postal attendu\u00A0: cinq chiffres'
    case 'date':
      return isLocalDate(text) ? null : 'Date attendue\u00A0: JJ/MM/AAAA'
    case 'iban':
      return isValidIban(normalizeIban(text))
        ? null
        : 'Cet IBAN ne se vérifie pas\u00A0: relisez-le, chiffre après chiffre'
    case 'choice':
    case 'school':
      return choicesOf(field, town).some((choice) => choice.value === text) ? null : 'Choix attendu dans la liste'
    default:
      return null
  }
}
