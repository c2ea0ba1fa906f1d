import { fileSubjectDefinitions } from '../../../../src-shared/contract/file/definitions'
import type { FieldValue, FileField, FilePayload } from '../../../../src-shared/contract/file/subjects'
import { fieldText, isEmptyValue, sameValue, type TownChoices } from '../../../../src-shared/contract/file/values'
import type { RequestRow } from '../../../../src-shared/contract/staff/requests'
import { AppError } from '../../../../src-shared/errors'
import type { Ctx } from '../../../kernel/context'
import { familyOf, type RequestRecord } from '../record'
import { subjectOf, townChoices } from '../subjects'
import type { FieldValues, SubjectTarget } from '../subjects/subject'

/** What was asked beside what the file holds, value by value. */
export interface Comparison {
  rows: RequestRow[]
  /** The record to change is not there any more. */
  isGone: boolean
}

export const targetOf = (request: RequestRecord<FilePayload>): SubjectTarget => ({
  familyId: familyOf(request),
  personId: request.payload.personId,
  entryId: request.payload.entryId,
})

/** Null = not there any more. */
async function presentValues(ctx: Ctx, request: RequestRecord<FilePayload>): Promise<FieldValues | null> {
  const { subject, action } = request.payload
  if (action === 'add') return {}
  try {
    return await subjectOf(subject).read(ctx, targetOf(request))
  } catch (error) {
    if (error instanceof AppError && error.code === 'record.not-found') return null
    throw error
  }
}

export async function compare(ctx: Ctx, request: RequestRecord<FilePayload>): Promise<Comparison> {
  const { subject, action, changes } = request.payload
  const { fields } = fileSubjectDefinitions[subject]
  const town = await townChoices(ctx)
  const present = await presentValues(ctx, request)
  if (action === 'remove') return { rows: removedRows(fields, present ?? {}, town), isGone: present === null }
  // Added, or not there any more: there is nothing to compare with.
  const isNew = action === 'add' || present === null
  const rows = changes.flatMap(({ field: key, before, after }) => {
    const field = fields.find((one) => one.key === key)
    return field ? [rowOf(field, { before, after, current: present?.[key], isNew }, town)] : []
  })
  return { rows, isGone: present === null }
}

/** What is asked, of which this reader may know the fields and nothing else: not even that one is empty. */
export function hiddenRows({ payload, outcome }: RequestRecord<FilePayload>): RequestRow[] {
  const { fields } = fileSubjectDefinitions[payload.subject]
  const nothing = { before: '', after: '', current: '', conflict: false, same: false, hidden: true }
  return payload.changes.flatMap(({ field: key }) => {
    const result = outcome.rows.find((row) => row.key === key)?.result ?? 'waiting'
    return fields.filter((one) => one.key === key).map(({ label }) => ({ key, label, ...nothing, result }))
  })
}

interface Three {
  before: FieldValue
  after: FieldValue
  current: FieldValue | undefined
  isNew: boolean
}

function rowOf(field: FileField, { before, after, current, isNew }: Three, town: TownChoices): RequestRow {
  const same = !isNew && sameValue(field, current, after)
  return {
    key: field.key,
    label: field.label,
    before: isNew ? '' : fieldText(field, before, town),
    after: fieldText(field, after, town),
    current: isNew ? '' : fieldText(field, current, town),
    conflict: !isNew && !same && !sameValue(field, current, before),
    same,
    hidden: false,
    result: 'waiting',
  }
}

/** An entry to take away: what it holds goes with it. */
const removedRows = (fields: readonly FileField[], present: FieldValues, town: TownChoices): RequestRow[] =>
  fields
    .filter(({ key }) => !isEmptyValue(present[key]))
    .map((field) => {
      const text = fieldText(field, present[field.key], town)
      return {
        ...{ key: field.key, label: field.label, before: text, after: '', current: text },
        ...{ conflict: false, same: false, hidden: false, result: 'waiting' as const },
      }
    })
