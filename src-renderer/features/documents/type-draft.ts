import type { DocumentValidity } from '../../../src-shared/contract/documents'
import type { DocumentType, DocumentTypeFields } from '../../../src-shared/contract/staff/documents'
import type { LocalDate } from '../../../src-shared/kernel/local-date'

/** A kind of document while it is being written: each part of the validity keeps what was typed. */
export interface TypeDraft extends Omit<DocumentTypeFields, 'validity'> {
  kind: DocumentValidity['kind']
  months: number | null
  date: LocalDate | null
}

export function draftOf(type: DocumentType | null): TypeDraft {
  const validity = type?.validity ?? { kind: 'school-year' }
  return {
    ...{ name: type?.name ?? '', explanation: type?.explanation ?? '', whose: type?.whose ?? 'child' },
    ...{ demand: type?.demand ?? 'always', activityIds: [...(type?.activityIds ?? [])], kind: validity.kind },
    months: validity.kind === 'months' ? validity.months : 12,
    date: validity.kind === 'until' ? validity.date : null,
    ...{ needsValidation: type?.needsValidation ?? true, blocksBooking: type?.blocksBooking ?? false },
    ...{ sharedAcrossFamilies: type?.sharedAcrossFamilies ?? true, health: type?.health ?? false },
  }
}

/** Null while something misses; the field says which. */
export function typeOf({ kind, months, date, ...rest }: TypeDraft): DocumentTypeFields | null {
  const name = rest.name.trim()
  const validity = validityOf(kind, months, date)
  if (name === '' || validity === null || (rest.demand === 'activities' && rest.activityIds.length === 0)) return null
  return { ...rest, name, validity }
}

function validityOf(
  kind: DocumentValidity['kind'],
  months: number | null,
  date: LocalDate | null,
): DocumentValidity | null {
  if (kind === 'months') return months === null || months < 1 ? null : { kind, months }
  if (kind === 'until') return date === null ? null : { kind, date }
  return { kind }
}
