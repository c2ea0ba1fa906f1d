import type { RouteLocationRaw } from 'vue-router'
import { fileSubjects, type FileSubject } from '../../src-shared/contract/file/subjects'

export interface EditPlace {
  subject: FileSubject
  personId: number | null
  entryId?: number | null
  /** Completes this request. */
  requestId?: string
  /** The field that was touched. */
  field?: string | undefined
}

/** Where a subject is changed: `/famille/modifier/guardian?personne=12&champ=mobile`. */
export function editRoute({ subject, personId, entryId = null, requestId, field }: EditPlace): RouteLocationRaw {
  const query: Record<string, string> = {}
  if (personId !== null) query['personne'] = String(personId)
  if (entryId !== null) query['element'] = String(entryId)
  if (requestId !== undefined) query['demande'] = requestId
  if (field !== undefined) query['champ'] = field
  return { name: 'file-edit', params: { subject }, query }
}

const number = (text: unknown) => (typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null)
const words = (text: unknown) => (typeof text === 'string' && text !== '' ? text : null)

/** The same read back from the address; null for a subject that does not exist. */
export function placeOfRoute(params: Record<string, unknown>, query: Record<string, unknown>) {
  const subject = fileSubjects.find((one) => one === params['subject'])
  if (subject === undefined) return null
  return {
    subject,
    personId: number(query['personne']),
    entryId: number(query['element']),
    requestId: words(query['demande']),
    field: words(query['champ']) ?? undefined,
  }
}
