import { z } from 'zod'
import { fileSubjectDefinitions } from '../file/definitions'
import { fileSubjects, zFilePayload } from '../file/subjects'
import { isEmptyValue } from '../file/values'
import { command, query } from '../operation'
import { requestStatuses } from '../requests'
import { zId, zInstant, zNothing, zUuid } from '../schemas'
import { zFileView, zValues, type FileBlock } from './file-view'
import { zMyRequest } from './requests'

export type { FileBlock, FileEntry, FileView } from './file-view'

/** What waits for an answer on a block: shown beside the present values. */
export const zPendingChange = z.object({
  requestId: zUuid,
  subject: z.enum(fileSubjects),
  personId: zId.nullable(),
  entryId: zId.nullable(),
  action: z.enum(['change', 'add', 'remove']),
  status: z.enum([...requestStatuses, 'sent']),
  submittedAt: zInstant,
  authorName: z.string(),
  /** What the office asks in addition; '' = nothing. */
  question: z.string(),
  /** The values asked; an IBAN is masked. */
  values: zValues,
  mayWithdraw: z.boolean(),
})
export type PendingChange = z.output<typeof zPendingChange>

/** The children of whose health this says something. */
function healthReadIn(blocks: readonly FileBlock[]): number[] {
  const told = blocks.filter(({ subject, values, entries }) => {
    const isSaid = entries.length > 0 || Object.values(values).some((value) => !isEmptyValue(value))
    return fileSubjectDefinitions[subject].health && isSaid
  })
  return [...new Set(told.flatMap(({ personId }) => personId ?? []))]
}

export const fileContract = {
  /** The whole file of the family, with what was asked and is not answered. Where it says anything of health, it leaves a trace. */
  'file.read': query({
    permission: 'signed-in',
    input: zNothing,
    output: zFileView.extend({
      /** The person who is signed in. */
      me: zId.nullable(),
      pending: z.array(zPendingChange),
    }),
    audit: (_input, { blocks }) => {
      const children = healthReadIn(blocks)
      return children.length === 0 ? null : { entity: 'health', summary: { children } }
    },
  }),
  /** Asks for a change of one subject. The id is made by the browser when the form opens: sent twice, it asks once. */
  'file.submit': command({
    permission: 'signed-in',
    input: z.object({ id: zUuid, payload: zFilePayload }),
    output: zMyRequest,
    audit: ({ id, payload }, { status }) => ({
      entity: 'request',
      id,
      summary: { subject: payload.subject, fields: payload.changes.map(({ field }) => field), status },
    }),
  }),
}
