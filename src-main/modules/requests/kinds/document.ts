import { z } from 'zod'
import type { DocumentPayload } from '../../../../src-shared/contract/documents'
import { refuse } from '../../../../src-shared/errors'
import { formatDate } from '../../../../src-shared/format/date'
import { acceptDocument, checkSending, describeSending, sendDocument, undoAccepted } from '../../documents'
import { familyOf } from '../record'
import { askedRows, askedValues, type AskedLine } from './asked-rows'
import type { RequestKindModule } from './kind'

const zDone = z.object({ documentId: z.number().int() })

function linesOf({ typeName, personName }: { typeName: string; personName: string }): AskedLine[] {
  return [
    { key: 'type', label: 'Document', value: typeName },
    { key: 'person', label: 'Concerne', value: personName === '' ? 'La famille' : personName },
  ]
}

const validityWords = (until: string | null) => (until === null ? 'sans limite de durée' : `jusqu’au ${until}`)

/** A paper that a family sends. Accepting it makes it good for as long as its kind says. */
export const documentKind: RequestKindModule<DocumentPayload> = {
  kind: 'document',
  name: async (ctx, { familyId, payload }) => {
    const { typeName, personName } = await checkSending(ctx, familyId ?? refuse('record.not-found'), payload)
    return { topic: 'documents', personId: payload.personId, title: typeName, about: personName }
  },
  receive: async (ctx, record) => {
    const { id: requestId, authorName, submittedAt: sentAt, payload } = record
    await sendDocument(ctx, { requestId, familyId: familyOf(record), authorName, sentAt, payload })
  },
  isAutomatic: async (ctx, record) => !(await checkSending(ctx, familyOf(record), record.payload)).needsValidation,
  describe: async (ctx, record) => {
    const about = await describeSending(ctx, record.payload)
    const until = about.validTo === null ? null : formatDate(about.validTo)
    return {
      rows: askedRows(record, linesOf(about)),
      mayAskMore: true,
      attachments: [about.file],
      effectText: `Le document sera valable ${validityWords(until)}.`,
      warnings: about.isArchived ? ['Cette pièce n’est plus demandée aux familles.'] : [],
      related: [
        {
          label: 'Pièces de la famille',
          detail: 'Tout ce qu’elle a envoyé',
          path: `/documents/famille/${familyOf(record)}`,
        },
      ],
    }
  },
  view: async (ctx, record) => {
    const about = await describeSending(ctx, record.payload)
    return {
      values: askedValues(record, linesOf(about)),
      message: record.payload.message,
      attachments: [about.file],
    }
  },
  apply: (ctx, record) => acceptDocument(ctx, record.id),
  undo: async (ctx, record, data) => {
    // Refused: the document follows its request, there is nothing to put back.
    if (zDone.safeParse(data).success) await undoAccepted(ctx, record.id)
  },
  complete: async (ctx, record, { attachments, message }) => {
    const payload = {
      ...record.payload,
      uploadId: attachments.at(-1) ?? record.payload.uploadId,
      message: message === '' ? record.payload.message : message,
    }
    const { id: requestId, authorName } = record
    await sendDocument(ctx, { requestId, familyId: familyOf(record), authorName, sentAt: ctx.now, payload })
    return payload
  },
}
