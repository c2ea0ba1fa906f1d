import type { FieldValue, FileField } from '../../src-shared/contract/file/subjects'
import { fieldProblem, isEmptyValue, sameValue, type TownChoices } from '../../src-shared/contract/file/values'
import { formatAmount } from '../../src-shared/format/money'
import { formatPhone } from '../../src-shared/format/phone'
import { normalizeIban } from '../../src-shared/kernel/iban'
import { cents, type Cents } from '../../src-shared/kernel/money'

/** What the control of a field holds while it is typed: text for everything that is written, even numbers and dates. */
export type FieldInput = string | boolean | null | string[]
export type FieldInputs = Record<string, FieldInput>

/** Key of the sentence (`file.invalid.<problem>`) that says what is wrong with a field. */
const problems = ['required', 'email', 'phone', 'postal-code', 'date', 'dates', 'number', 'money', 'iban'] as const
export type FieldProblem = (typeof problems)[number] | 'long' | 'mandate' | 'other'

/** An IBAN is shown masked: what the file has is never a start for typing. */
export function inputOf(field: FileField, value: FieldValue | undefined): FieldInput {
  switch (field.kind) {
    case 'flag':
      return typeof value === 'boolean' ? value : null
    case 'choices':
    case 'dates':
      return Array.isArray(value) ? [...value] : []
    case 'iban':
      return ''
    case 'money':
      return typeof value === 'number' ? formatAmount(cents(value)).replace(/,00$/, '') : ''
    case 'number':
      return typeof value === 'number' ? String(value).replace('.', ',') : ''
    case 'phone':
      return typeof value === 'string' ? formatPhone(value) : ''
    case 'choice':
    case 'school':
      return isEmptyValue(value) ? null : String(value)
    default:
      return isEmptyValue(value) ? '' : String(value)
  }
}

export function inputsOf(fields: readonly FileField[], values: Record<string, FieldValue>): FieldInputs {
  return Object.fromEntries(fields.map((field) => [field.key, inputOf(field, values[field.key])]))
}

/** The value to ask for; a field left empty keeps the way the file writes an empty one. */
export function valueOf(field: FileField, input: FieldInput, before: FieldValue | undefined): FieldValue {
  if (typeof input === 'boolean') return input
  if (Array.isArray(input)) return input.filter((one) => one !== '').toSorted()
  const text = (input ?? '').trim()
  if (text === '') return isEmptyValue(before) ? (before ?? null) : typeof before === 'string' ? '' : null
  switch (field.kind) {
    case 'money':
      return readCents(text)
    case 'number':
      return readNumber(text)
    case 'iban':
      return normalizeIban(text)
    case 'phone':
      return text.replace(/[\s.\-()\u00A0]/g, '')
    case 'email':
      return text.toLowerCase()
    case 'school':
      return readNumber(text)
    case 'choice':
      return typeof before === 'number' ? readNumber(text) : text
    default:
      return text
  }
}

/** '1 240,5' → 124050; null when it is no amount. */
function readCents(text: string): Cents | null {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s\u00A0\u202F€]/g, ''))
  return match ? cents(Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))) : null
}

function readNumber(text: string): number | null {
  const plain = text.replace(/[\s\u00A0\u202F]/g, '').replace(',', '.')
  return /^\d{1,9}(\.\d{1,3})?$/.test(plain) ? Number(plain) : null
}

/** Why this cannot be sent as it is; null when it can. */
export function problemOf(
  field: FileField,
  input: FieldInput,
  before: FieldValue | undefined,
  town: TownChoices,
): FieldProblem | null {
  if (field.readOnly) return null
  // the masked IBAN of the file stands for itself as long as nothing is typed
  if (field.kind === 'iban' && input === '' && !isEmptyValue(before)) return null
  const value = valueOf(field, input, before)
  const isEmpty = typeof input === 'string' ? input.trim() === '' : isEmptyValue(value)
  if (isEmpty) return field.required ? 'required' : null
  const isUnread = isEmptyValue(value)
  // what the file already has is not the parent's mistake
  if (!isUnread && (sameValue(field, value, before) || fieldProblem(field, value, town) === null)) return null
  if (typeof input === 'string' && field.maxLength !== undefined && input.trim().length > field.maxLength) return 'long'
  return problems.find((one) => one === field.kind) ?? 'other'
}

/** Whether this asks for anything else than what the file has. */
export function isChanged(field: FileField, input: FieldInput, before: FieldValue | undefined): boolean {
  if (field.readOnly) return false
  if (field.kind === 'iban') return typeof input === 'string' && input.trim() !== ''
  return !sameValue(field, valueOf(field, input, before), before)
}

/** What is asked only when another answer calls for it. */
export function isShown(field: FileField, inputs: FieldInputs, isNew: boolean): boolean {
  if (field.key === 'mandate') return inputs['directDebit'] === true
  const isAddress = ['addressLine1', 'addressLine2', 'postalCode', 'city'].includes(field.key)
  // somebody who comes into the household has its address, unless said otherwise
  return !(isNew && isAddress && 'livesElsewhere' in inputs && inputs['livesElsewhere'] !== true)
}

type Values = Readonly<Record<string, FieldValue>>

/** The fields that differ from the file, as a request carries them. */
export function changesOf(fields: readonly FileField[], inputs: FieldInputs, values: Values, isNew: boolean) {
  return fields
    .filter((field) => isShown(field, inputs, isNew) && isChanged(field, inputs[field.key] ?? null, values[field.key]))
    .map((field) => {
      const before = values[field.key] ?? null
      return { field: field.key, before, after: valueOf(field, inputs[field.key] ?? null, values[field.key]) }
    })
}

/** Every field that cannot be sent as it is, with why; nothing when all is well. */
export function problemsOf(
  fields: readonly FileField[],
  inputs: FieldInputs,
  values: Values,
  isNew: boolean,
  town: TownChoices,
): Record<string, FieldProblem> {
  const found: Record<string, FieldProblem> = {}
  for (const field of fields) {
    if (!isShown(field, inputs, isNew)) continue
    const problem = problemOf(field, inputs[field.key] ?? null, values[field.key], town)
    if (problem) found[field.key] = problem
    // nobody is debited without a mandate
    else if (field.key === 'mandate' && inputs['mandate'] !== true) found[field.key] = 'mandate'
  }
  return found
}
