import { z } from 'zod'
import { zId, zInstant, zLocalDate, zShortText, zUuid, zVersion } from './schemas'

/** What may be received; anything else is refused with what to do instead. */
export const uploadTypes = ['application/pdf', 'image/jpeg', 'image/png'] as const
export type UploadType = (typeof uploadTypes)[number]
export const maxUploadBytes = 10 * 1024 * 1024

/** A file as the server measured it: never as its sender declared it. */
export const zUpload = z.object({
  id: zUuid,
  name: z.string(),
  mediaType: z.enum(uploadTypes),
  size: z.number().int().positive(),
})
export type Upload = z.output<typeof zUpload>

export const documentOwners = ['family', 'guardian', 'child'] as const
export type DocumentOwner = (typeof documentOwners)[number]

/** Asked of everybody, for some activities, or never asked but welcome. */
export const documentDemands = ['always', 'activities', 'optional'] as const
export type DocumentDemand = (typeof documentDemands)[number]

/** How long a document is good for once accepted. */
export const zDocumentValidity = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('months'), months: z.number().int().min(1).max(120) }),
  z.object({ kind: z.literal('until'), date: zLocalDate }),
  z.object({ kind: z.literal('school-year') }),
  z.object({ kind: z.literal('forever') }),
])
export type DocumentValidity = z.output<typeof zDocumentValidity>

/** A kind of document, as the rules read it on both sides of the exchange. */
export const zDocumentRule = z.object({
  id: zId,
  name: z.string(),
  explanation: z.string(),
  whose: z.enum(documentOwners),
  demand: z.enum(documentDemands),
  activityIds: z.array(zId),
  validity: zDocumentValidity,
  needsValidation: z.boolean(),
  blocksBooking: z.boolean(),
  sharedAcrossFamilies: z.boolean(),
  health: z.boolean(),
  position: z.number().int(),
})
export type DocumentRule = z.output<typeof zDocumentRule>

export const documentStatuses = ['sent', 'valid', 'refused', 'withdrawn'] as const
export type DocumentStatus = (typeof documentStatuses)[number]

/** A document given. What another family gave for the same child has no id, no file and no author here. */
export const zGivenDocument = z.object({
  id: zId.nullable(),
  typeId: zId,
  personId: zId.nullable(),
  status: z.enum(documentStatuses),
  reason: z.string(),
  validFrom: zLocalDate.nullable(),
  validTo: zLocalDate.nullable(),
  sentAt: zInstant,
  decidedAt: zInstant.nullable(),
  sentBy: z.string(),
  file: zUpload.nullable(),
  requestId: zUuid.nullable(),
})
export type GivenDocument = z.output<typeof zGivenDocument>

/** Where a required document stands on a day. */
export const requirementStatuses = ['missing', 'sent', 'valid', 'expiring', 'expired', 'refused'] as const
export type RequirementStatus = (typeof requirementStatuses)[number]

export const fileCategories = ['form', 'information', 'menu', 'certificate', 'other'] as const
export type FileCategory = (typeof fileCategories)[number]
export const fileCategoryLabels: Record<FileCategory, string> = {
  form: 'Formulaires',
  information: 'Informations',
  menu: 'Menus',
  certificate: 'Attestations',
  other: 'Autres documents',
}

export const zPublishedFile = z.object({
  id: zId,
  title: z.string(),
  category: z.enum(fileCategories),
  publishedAt: zInstant,
  file: zUpload,
})
export type PublishedFile = z.output<typeof zPublishedFile>

/** Règlement intérieur in force. */
export const zHouseRules = z.object({
  id: zId,
  structureId: zId.nullable(),
  /** '' = the whole town. */
  structureName: z.string(),
  edition: z.number().int().positive(),
  title: z.string(),
  /** Exact words beside the box. */
  wording: z.string(),
  sha256: z.string(),
  blocksBooking: z.boolean(),
  publishedAt: zInstant,
  file: zUpload,
})
export type HouseRules = z.output<typeof zHouseRules>

export const zAcceptance = z.object({ rulesId: zId, personId: zId, acceptedAt: zInstant })
export type Acceptance = z.output<typeof zAcceptance>

/** Consents that a town asks. None is ever a condition of an enrolment, and each can be taken back. */
export const consentKinds = ['image', 'image-web', 'newsletter', 'surveys'] as const
export type ConsentKind = (typeof consentKinds)[number]

export interface ConsentDefinition {
  kind: ConsentKind
  label: string
  /** About a child (each guardian answers), or about the guardian alone. */
  about: 'child' | 'guardian'
  /** The exact sentence agreed to; changing it is a new kind. */
  wording: string
}

export const consentDefinitions: Record<ConsentKind, ConsentDefinition> = {
  image: {
    kind: 'image',
    label: 'Photos dans les structures',
    about: 'child',
    wording:
      'J’autorise la prise de photos et de vidéos de mon enfant pendant les activités, et leur affichage dans les structures qui l’accueillent.',
  },
  'image-web': {
    kind: 'image-web',
    label: 'Photos publiées par la commune',
    about: 'child',
    wording:
      'J’autorise la commune à publier des photos et des vidéos de mon enfant dans son bulletin, sur son site et sur ses réseaux sociaux.',
  },
  newsletter: {
    kind: 'newsletter',
    label: 'Lettre d’information',
    about: 'guardian',
    wording: 'J’accepte de recevoir par e-mail la lettre d’information du service enfance.',
  },
  surveys: {
    kind: 'surveys',
    label: 'Enquêtes de satisfaction',
    about: 'guardian',
    wording: 'J’accepte d’être interrogé par e-mail sur ma satisfaction.',
  },
}

/** The latest answer of one guardian. */
export const zConsentAnswer = z.object({
  kind: z.enum(consentKinds),
  childId: zId.nullable(),
  personId: zId,
  given: z.boolean(),
  at: zInstant,
})
export type ConsentAnswer = z.output<typeof zConsentAnswer>

/** An image consent holds when every guardian gave it; one refusal or one missing answer is enough for « no ». */
export const consentResults = ['given', 'refused', 'incomplete', 'unanswered'] as const
export type ConsentResult = (typeof consentResults)[number]

/** Payload of the request kind `document`. */
export const zDocumentPayload = z.object({
  typeId: zId,
  /** The guardian or the child it concerns; null = the family. */
  personId: zId.nullable(),
  uploadId: zUuid,
  message: z.string().trim().max(1000, '1 000 caractères au plus').default(''),
})
export type DocumentPayload = z.output<typeof zDocumentPayload>

export const zRequirement = z.object({
  typeId: zId,
  name: z.string(),
  explanation: z.string(),
  whose: z.enum(documentOwners),
  personId: zId.nullable(),
  /** '' = the family. */
  personName: z.string(),
  status: z.enum(requirementStatuses),
  /** Of the document in force, or of the one that ended last. */
  validTo: zLocalDate.nullable(),
  /** Why the last one was refused. */
  reason: z.string(),
  blocksBooking: z.boolean(),
  needsValidation: z.boolean(),
  /** Activities that ask for it; empty = all. */
  activityIds: z.array(zId),
  /** Given by the child's other family: nothing to send. */
  fromOtherFamily: z.boolean(),
})
export type Requirement = z.output<typeof zRequirement>

export const zVersionedId = z.object({ id: zId, version: zVersion })
export const zTitle = zShortText.min(1, 'À renseigner')
