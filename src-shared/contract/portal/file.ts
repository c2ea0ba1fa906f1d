import { z } from 'zod'
import { fileSubjects, zFieldValue, zFilePayload } from '../file/subjects'
import { command, query } from '../operation'
import { requestStatuses } from '../requests'
import { zId, zInstant, zLocalDate, zNothing, zUuid } from '../schemas'
import { zMyRequest } from './requests'

const zValues = z.record(z.string(), zFieldValue)

/** One contact, one allergy… `label` names it in a list. */
export const zFileEntry = z.object({ entryId: zId, label: z.string(), values: zValues })
export type FileEntry = z.output<typeof zFileEntry>

/** One subject of one person, as the file holds it at this moment. */
export const zFileBlock = z.object({
  subject: z.enum(fileSubjects),
  /** The adult or the child; null = the family. */
  personId: zId.nullable(),
  /** Of a subject without entries; an IBAN is masked. */
  values: zValues,
  entries: z.array(zFileEntry),
})
export type FileBlock = z.output<typeof zFileBlock>

/** The whole file as a parent may read it: the view that travels to a hosted portal. */
export const zFileView = z.object({
  family: z.object({ number: z.number().int(), name: z.string(), addressLines: z.array(z.string()) }),
  /** Optional fields that the town keeps. */
  fields: z.array(z.string()),
  /** Lists of the town, under the key of the field: schools, diets. */
  choices: z.record(z.string(), z.array(z.object({ value: z.string(), label: z.string() }))),
  guardians: z.array(
    z.object({ personId: zId, firstName: z.string(), lastName: z.string(), accountHolder: z.boolean() }),
  ),
  children: z.array(
    z.object({ personId: zId, firstName: z.string(), lastName: z.string(), birthDate: zLocalDate.nullable() }),
  ),
  blocks: z.array(zFileBlock),
})
export type FileView = z.output<typeof zFileView>

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

export const fileContract = {
  /** The whole file of the family, with what was asked and is not answered. Reading a child's health leaves a trace. */
  'file.read': query({
    permission: 'signed-in',
    input: zNothing,
    output: zFileView.extend({
      /** The person who is signed in. */
      me: zId.nullable(),
      pending: z.array(zPendingChange),
    }),
    audit: () => ({ entity: 'health' }),
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
