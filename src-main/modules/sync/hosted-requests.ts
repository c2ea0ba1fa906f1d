import { fileSubjectDefinitions } from '../../../src-shared/contract/file/definitions'
import type { FilePayload } from '../../../src-shared/contract/file/subjects'
import { fieldText } from '../../../src-shared/contract/file/values'
import type { FileView } from '../../../src-shared/contract/portal/file-view'
import type { SentRequest } from '../../../src-shared/contract/request-payloads'
import type { BookingItem, ItemOutcome, RequestTopic, RequestView } from '../../../src-shared/contract/requests'
import { errorLabel } from '../../../src-shared/errors'
import { maskIban } from '../../../src-shared/kernel/iban'
import type { DoorRequest } from '../portal'
import type { KeptItem } from './outbox'

/** What a request of this portal shows until the office has received it: what was asked, and nothing promised. */
export function shownBeforeReceipt(
  { item, refusal }: KeptItem,
  file: FileView | null,
  isWithdrawn: boolean,
): DoorRequest[] {
  if (item.kind !== 'request') return []
  return [
    {
      ...{ id: item.requestId, kind: item.request.kind, submittedAt: item.at, authorName: item.authorName },
      status: isWithdrawn ? 'withdrawn' : refusal !== '' ? 'refused' : 'sent',
      reason: refusal === '' ? '' : errorLabel(refusal),
      ...{ decidedAt: null, exchanges: [], attachments: [], values: [], outcomes: [], file: null },
      ...sketch(item.request, file),
    },
  ]
}

type Sketch = Pick<RequestView, 'topic' | 'title' | 'about' | 'message'> & Partial<RequestView>

function sketch(request: SentRequest, file: FileView | null): Sketch {
  const words = { about: '', message: '' }
  switch (request.kind) {
    case 'booking':
      return { ...words, topic: 'bookings', title: '', outcomes: request.payload.items.map(hoped) }
    case 'file':
      return sketchFile(request.payload, file)
    case 'document':
      return { ...words, topic: 'documents', title: 'Document envoyé', message: request.payload.message }
    case 'enrolment':
      return { ...words, topic: 'enrolments', title: 'Inscription à une activité', message: request.payload.message }
    case 'school-enrolment':
      return { ...words, topic: 'enrolments', title: 'Préinscription scolaire', message: request.payload.message }
    case 'nursery-enrolment':
      return {
        ...words,
        topic: 'enrolments',
        title: 'Préinscription en multi-accueil',
        message: request.payload.message,
      }
    case 'yearly-file':
      return { ...words, topic: 'children', title: 'Dossier d’inscription' }
  }
}

const hoped = (item: BookingItem): ItemOutcome => ({
  ...item,
  outcome:
    item.action === 'book' ? 'requested' : item.action === 'cancel' ? 'cancellation-requested' : 'absence-requested',
  amountCents: null,
})

function sketchFile(payload: FilePayload, file: FileView | null): Sketch {
  const { label, fields } = fileSubjectDefinitions[payload.subject]
  const person = [...(file?.guardians ?? []), ...(file?.children ?? [])].find(
    ({ personId }) => personId === payload.personId,
  )
  const asked = payload.changes.flatMap((change) => {
    const field = fields.find(({ key }) => key === change.field)
    return field ? [{ field, change }] : []
  })
  const texts = (value: FilePayload['changes'][number]['after'], field: (typeof fields)[number]) =>
    fieldText(field, value, file?.choices)
  return {
    ...{ topic: topicOf(payload, file), title: label, about: person?.firstName ?? '', message: payload.message },
    values: asked.map(({ field, change }) => ({
      ...{ key: field.key, label: field.label, result: 'waiting' as const },
      ...{ before: texts(change.before, field), after: texts(change.after, field) },
    })),
    file: {
      ...payload,
      changes: asked.map(({ field, change }) =>
        field.kind === 'iban' && typeof change.after === 'string'
          ? { ...change, after: maskIban(change.after) }
          : change,
      ),
    },
  }
}

function topicOf({ subject, personId }: FilePayload, file: FileView | null): RequestTopic {
  if (subject === 'tax' || subject === 'caf' || subject === 'bank') return subject
  if (subject === 'new-member') return 'spouse'
  if (fileSubjectDefinitions[subject].target !== 'guardian') return 'children'
  const isHolder = file?.guardians.some((one) => one.personId === personId && one.accountHolder) ?? true
  return isHolder ? 'guardian' : 'spouse'
}
