import { z } from 'zod'
import {
  consentKinds,
  consentResults,
  documentDemands,
  documentOwners,
  documentStatuses,
  fileCategories,
  zDocumentRule,
  zDocumentValidity,
  zHouseRules,
  zPublishedFile,
  zRequirement,
  zTitle,
  zUpload,
} from '../documents'
import { command, query } from '../operation'
import {
  zDone,
  zId,
  zInstant,
  zLocalDate,
  zName,
  zNothing,
  zPage,
  zShortText,
  zText,
  zUuid,
  zVersion,
} from '../schemas'

/** What the list of documents shows. */
export const documentFilters = ['to-check', 'expiring', 'expired', 'valid', 'refused', 'all'] as const
export type DocumentFilter = (typeof documentFilters)[number]

export const zDocumentRow = z.object({
  id: zId,
  version: zVersion,
  typeId: zId,
  typeName: z.string(),
  /** Opened with the health permission only. */
  health: z.boolean(),
  familyId: zId,
  familyNumber: z.number().int(),
  familyName: z.string(),
  personId: zId.nullable(),
  /** '' = the family. */
  personName: z.string(),
  status: z.enum([...documentStatuses, 'expired']),
  reason: z.string(),
  validFrom: zLocalDate.nullable(),
  validTo: zLocalDate.nullable(),
  sentAt: zInstant,
  sentBy: z.string(),
  decidedAt: zInstant.nullable(),
  decidedBy: z.string(),
  file: zUpload,
  /** The request that brings it, decided with `requests.decide`; null = given at the counter. */
  request: z.object({ id: zUuid, version: zVersion }).nullable(),
  /** Validity it would have, accepted today. */
  proposedTo: zLocalDate.nullable(),
})
export type DocumentRow = z.output<typeof zDocumentRow>

const zTypeFields = z.object({
  name: zName,
  explanation: zText,
  whose: z.enum(documentOwners),
  demand: z.enum(documentDemands),
  activityIds: z.array(zId).max(200),
  validity: zDocumentValidity,
  needsValidation: z.boolean(),
  blocksBooking: z.boolean(),
  sharedAcrossFamilies: z.boolean(),
  health: z.boolean(),
})
export type DocumentTypeFields = z.output<typeof zTypeFields>

export const zDocumentType = zDocumentRule.extend({
  version: zVersion,
  archived: z.boolean(),
  /** Documents received of this type. */
  received: z.number().int(),
})
export type DocumentType = z.output<typeof zDocumentType>

const zCount = z.number().int().nonnegative()
const ofDocument = (id: number, familyId: number, summary: Record<string, string | number | boolean | null> = {}) => ({
  entity: 'document',
  id,
  familyId,
  summary,
})

export const zPublishedRow = zPublishedFile.extend({
  version: zVersion,
  /** null = everybody. */
  family: z.object({ id: zId, number: z.number().int(), name: z.string() }).nullable(),
  publishedBy: z.string(),
})
export type PublishedRow = z.output<typeof zPublishedRow>

export const zRulesRow = zHouseRules.extend({
  publishedBy: z.string(),
  endedAt: zInstant.nullable(),
  /** Families that accepted, of those concerned (children enrolled there). */
  accepted: zCount,
  concerned: zCount,
})
export type RulesRow = z.output<typeof zRulesRow>

export const zAcceptanceRow = z.object({
  familyId: zId,
  familyNumber: z.number().int(),
  familyName: z.string(),
  /** null = nobody has accepted yet. */
  personName: z.string().nullable(),
  acceptedAt: zInstant.nullable(),
  channel: z.enum(['portal', 'hosted-portal', 'counter']).nullable(),
})
export type AcceptanceRow = z.output<typeof zAcceptanceRow>

export const zConsentRow = z.object({
  kind: z.enum(consentKinds),
  childId: zId.nullable(),
  /** The child, or the guardian for what is about themselves. */
  personName: z.string(),
  familyId: zId,
  familyName: z.string(),
  result: z.enum(consentResults),
  answers: z.array(z.object({ name: z.string(), given: z.boolean().nullable(), at: zInstant.nullable() })),
})
export type ConsentRow = z.output<typeof zConsentRow>

export const documentsContract = {
  'documents.list': query({
    permission: 'families.read',
    input: zPage.extend({
      filter: z.enum(documentFilters).default('to-check'),
      typeId: zId.nullable().default(null),
      search: zShortText.default(''),
    }),
    output: z.object({
      today: zLocalDate,
      rows: z.array(zDocumentRow),
      total: zCount,
      counts: z.object({ toCheck: zCount, expiring: zCount, expired: zCount }),
    }),
  }),
  /** One family's papers: what it must provide, what it gave, what was published to it, rules and consents. */
  'documents.ofFamily': query({
    permission: 'families.read',
    input: z.object({ familyId: zId }),
    output: z.object({
      today: zLocalDate,
      required: z.array(zRequirement),
      documents: z.array(zDocumentRow),
      published: z.array(zPublishedRow),
      rules: z.array(zHouseRules.extend({ acceptedAt: zInstant.nullable(), acceptedBy: z.string() })),
      consents: z.array(zConsentRow),
    }),
  }),
  /** A paper brought to the counter: valid at once. */
  'documents.add': command({
    permission: 'families.write',
    input: z.object({
      familyId: zId,
      typeId: zId,
      personId: zId.nullable(),
      uploadId: zUuid,
      validTo: zLocalDate.nullable().optional(),
    }),
    output: z.object({ id: zId }),
    audit: ({ familyId, typeId }, { id }) => ofDocument(id, familyId, { typeId }),
  }),
  /** The dates that are written on the paper, when they are not those of the rule. */
  'documents.setValidity': command({
    permission: 'families.write',
    input: z.object({
      id: zId,
      version: zVersion,
      validFrom: zLocalDate,
      validTo: zLocalDate.nullable(),
    }),
    output: z.object({ familyId: zId, version: zVersion }),
    audit: ({ id, validFrom, validTo }, { familyId }) => ofDocument(id, familyId, { validFrom, validTo }),
  }),
  /** Accepted by mistake, or no longer true: the family is asked again, and reads why. */
  'documents.revoke': command({
    permission: 'families.write',
    input: z.object({
      id: zId,
      version: zVersion,
      reason: z
        .string()
        .trim()
        .min(3, 'À renseigner\u00A0: la famille lira ce motif')
        .max(500, '500 caractères au plus'),
    }),
    output: z.object({ familyId: zId, version: zVersion }),
    audit: ({ id, reason }, { familyId }) => ofDocument(id, familyId, { reason }),
  }),

  'documents.types': query({ permission: 'families.read', input: zNothing, output: z.array(zDocumentType) }),
  'documents.saveType': command({
    permission: 'settings.manage',
    input: z.object({ id: zId.nullable(), version: zVersion, type: zTypeFields }),
    output: z.object({ id: zId }),
    audit: ({ type }, { id }) => ({ entity: 'document-type', id, summary: { name: type.name } }),
  }),
  'documents.archiveType': command({
    permission: 'settings.manage',
    input: z.object({ id: zId, version: zVersion, archived: z.boolean() }),
    output: zDone,
    audit: ({ id, archived }) => ({ entity: 'document-type', id, summary: { archived } }),
  }),
  'documents.orderTypes': command({
    permission: 'settings.manage',
    input: z.object({ ids: z.array(zId).min(1).max(500) }),
    output: zDone,
    audit: ({ ids }) => ({ entity: 'document-type', summary: { ids } }),
  }),

  'publishedFiles.list': query({
    permission: 'families.read',
    input: z.object({ familyId: zId.nullable().default(null) }),
    output: z.array(zPublishedRow),
  }),
  'publishedFiles.publish': command({
    permission: 'families.write',
    input: z.object({
      title: zTitle,
      category: z.enum(fileCategories),
      /** null = everybody. */
      familyId: zId.nullable(),
      uploadId: zUuid,
    }),
    output: z.object({ id: zId }),
    audit: ({ title, familyId }, { id }) => ({ entity: 'published-file', id, familyId, summary: { title } }),
  }),
  'publishedFiles.remove': command({
    permission: 'families.write',
    input: z.object({ id: zId, version: zVersion }),
    output: z.object({ title: z.string(), familyId: zId.nullable() }),
    audit: ({ id }, { title, familyId }) => ({ entity: 'published-file', id, familyId, summary: { title } }),
  }),

  'rules.list': query({ permission: 'families.read', input: zNothing, output: z.array(zRulesRow) }),
  /** A first edition, or the next one: families are asked again. */
  'rules.publish': command({
    permission: 'settings.manage',
    input: z.object({
      structureId: zId.nullable(),
      title: zTitle,
      wording: z.string().trim().min(10, 'Écrivez la phrase que la famille accepte').max(500, '500 caractères au plus'),
      blocksBooking: z.boolean(),
      uploadId: zUuid,
    }),
    output: z.object({ id: zId, edition: z.number().int() }),
    audit: ({ title, structureId }, { id, edition }) => ({
      entity: 'house-rules',
      id,
      summary: { title, structureId, edition },
    }),
  }),
  'rules.end': command({
    permission: 'settings.manage',
    input: z.object({ id: zId }),
    output: z.object({ title: z.string() }),
    audit: ({ id }, { title }) => ({ entity: 'house-rules', id, summary: { title } }),
  }),
  /** Who accepted an edition, and who has not. */
  'rules.acceptances': query({
    permission: 'families.read',
    input: zPage.extend({ id: zId, only: z.enum(['all', 'accepted', 'awaited']).default('all') }),
    output: z.object({ rows: z.array(zAcceptanceRow), total: zCount }),
  }),
  /** Signed on paper, in front of an agent. */
  'rules.acceptAtCounter': command({
    permission: 'families.write',
    input: z.object({ rulesId: zId, familyId: zId, personId: zId }),
    output: zDone,
    audit: ({ rulesId, familyId, personId }) => ({
      entity: 'house-rules',
      id: rulesId,
      familyId,
      summary: { personId },
    }),
  }),

  'consents.list': query({
    permission: 'families.read',
    input: zPage.extend({
      kind: z.enum(consentKinds).default('image'),
      result: z.enum(consentResults).nullable().default(null),
      search: zShortText.default(''),
    }),
    output: z.object({ rows: z.array(zConsentRow), total: zCount }),
  }),
  'consents.answerAtCounter': command({
    permission: 'families.write',
    input: z.object({
      familyId: zId,
      personId: zId,
      kind: z.enum(consentKinds),
      childId: zId.nullable(),
      given: z.boolean(),
    }),
    output: zDone,
    audit: ({ familyId, personId, kind, childId, given }) => ({
      entity: 'consent',
      id: childId ?? personId,
      familyId,
      summary: { kind, given },
    }),
  }),
}
