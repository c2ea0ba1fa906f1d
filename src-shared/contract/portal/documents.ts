import { z } from 'zod'
import {
  consentKinds,
  consentResults,
  documentOwners,
  documentStatuses,
  zDocumentPayload,
  zHouseRules,
  zPublishedFile,
  zRequirement,
  zUpload,
} from '../documents'
import { command, manualCommand, query } from '../operation'
import { zDone, zId, zInstant, zLocalDate, zNothing, zUuid } from '../schemas'

/** What the family sent: the latest first. */
export const zSentDocument = z.object({
  /** Of the request; null when it was given at the counter. */
  requestId: zUuid.nullable(),
  typeName: z.string(),
  /** '' = the family. */
  personName: z.string(),
  /** `on-its-way`: kept by the hosted portal, the office has not received it yet. */
  status: z.enum([...documentStatuses, 'expired', 'on-its-way']),
  reason: z.string(),
  validTo: zLocalDate.nullable(),
  sentAt: zInstant,
  decidedAt: zInstant.nullable(),
  file: zUpload,
})
export type SentDocument = z.output<typeof zSentDocument>

/** Invoices, receipts and certificates: what the office made for this family. */
export const zPersonalDocument = z.object({
  title: z.string(),
  category: z.enum(['invoice', 'certificate', 'other']),
  date: zLocalDate,
  /** Where it is downloaded. */
  path: z.string(),
})
export type PersonalDocument = z.output<typeof zPersonalDocument>

export const zRulesState = zHouseRules.extend({
  acceptedAt: zInstant.nullable(),
  /** Who of the family accepted it first. */
  acceptedBy: z.string(),
  /** Of a structure where a child is enrolled, or of the town. */
  concernsUs: z.boolean(),
})
export type RulesState = z.output<typeof zRulesState>

export const zConsentState = z.object({
  kind: z.enum(consentKinds),
  label: z.string(),
  wording: z.string(),
  childId: zId.nullable(),
  childName: z.string(),
  /** What I answered; null = nothing yet. */
  mine: z.boolean().nullable(),
  answeredAt: zInstant.nullable(),
  /** For a child: with the other guardians. */
  result: z.enum(consentResults),
  /** First names of the guardians of this family who have not answered. */
  awaited: z.array(z.string()),
})
export type ConsentState = z.output<typeof zConsentState>

export const zSendableType = z.object({
  id: zId,
  name: z.string(),
  explanation: z.string(),
  whose: z.enum(documentOwners),
})

export const documentsContract = {
  /** Everything of the page « Documents ». */
  'documents.read': query({
    permission: 'signed-in',
    input: zNothing,
    output: z.object({
      today: zLocalDate,
      required: z.array(zRequirement),
      downloads: z.array(zPublishedFile),
      personal: z.array(zPersonalDocument),
      sent: z.array(zSentDocument),
      rules: z.array(zRulesState),
      consents: z.array(zConsentState),
      /** For the form: what may be sent, and about whom. */
      types: z.array(zSendableType),
      members: z.array(z.object({ personId: zId, name: z.string(), role: z.enum(['guardian', 'child']) })),
    }),
  }),
  /** What an activity asks of a child: shown before asking for an enrolment. */
  'documents.requiredFor': query({
    permission: 'signed-in',
    input: z.object({ childId: zId, activityId: zId }),
    output: z.array(zRequirement),
  }),
  /** The id is made by the browser: sent twice, it is received once. */
  'documents.send': command({
    permission: 'signed-in',
    input: zDocumentPayload.extend({ id: zUuid }),
    output: z.object({ status: z.enum(['received', 'accepted', 'on-its-way']) }),
    audit: ({ id, typeId, personId }, { status }) => ({
      entity: 'document',
      id,
      summary: { typeId, personId, status },
    }),
  }),
  /** `sha256` is of the text that was on the screen: another edition published meanwhile is not accepted unread. */
  'rules.accept': manualCommand({
    permission: 'signed-in',
    input: z.object({ rulesId: zId, sha256: z.string().length(64) }),
    output: zDone,
    audit: ({ rulesId, sha256 }) => ({ entity: 'house-rules', id: rulesId, summary: { sha256 } }),
  }),
  'consents.answer': manualCommand({
    permission: 'signed-in',
    input: z.object({ kind: z.enum(consentKinds), childId: zId.nullable(), given: z.boolean() }),
    output: zDone,
    audit: ({ kind, childId, given }) => ({ entity: 'consent', id: childId, summary: { kind, given } }),
  }),
}
