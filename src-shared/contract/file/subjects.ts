import { z } from 'zod'
import { zId, zUuid } from '../schemas'

/**
 * What a parent may ask to change in the file. One request = one subject, on one person, child or entry. The forms of the
 * portal, the comparison shown to the agent and the application to the file all read these declarations.
 */
export const fileSubjects = [
  'guardian',
  'tax',
  'caf',
  'bank',
  'new-member',
  'new-child',
  'child-identity',
  'child-authorisations',
  'child-needs',
  'pickup-contact',
  'health-record',
  'allergy',
  'care-plan',
  'treatment',
  'vaccination',
] as const
export type FileSubject = (typeof fileSubjects)[number]

/** Whose file the request changes: the household's, one adult's, one child's. */
export type FileTarget = 'family' | 'guardian' | 'child'

export type FieldValue = string | number | boolean | null | string[]

export interface FieldChoice {
  value: string
  label: string
}

export interface FileField {
  key: string
  /** In French, as the form shows it. */
  label: string
  kind:
    | 'text'
    | 'long-text'
    | 'email'
    | 'phone'
    | 'postal-code'
    | 'date'
    | 'number'
    | 'money'
    | 'flag'
    | 'choice'
    | 'choices'
    /** Days, as a list of ISO dates. */
    | 'dates'
    | 'iban'
    | 'school'
  /** Absent on a `choice` or a `school`: the town's own list, which `file.read` gives under the field's key. */
  choices?: readonly FieldChoice[]
  required?: boolean
  maxLength?: number
  /** One sentence under the field: why it is asked, in which form. */
  help?: string
  /** The file keeps it; a parent sees it and does not change it. */
  readOnly?: boolean
  /** Shown only where the town switched it on (`settings.file.fields`): what data protection advises against. */
  optional?: boolean
}

export interface FileSubjectDefinition {
  subject: FileSubject
  /** 'Coordonnées du responsable' */
  label: string
  target: FileTarget
  /** An entry of a list (a contact, an allergy): it is added, changed or removed. Otherwise fields of one record. */
  entries: boolean
  /** Values are sealed in the request as in the file. */
  sealed: boolean
  /** Values are health data: read with the health permission only, each reading traced. */
  health: boolean
  fields: readonly FileField[]
}

export const zFieldValue = z.union([
  z.string().max(4000),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string().max(200)).max(50),
])

/** One field, as the parent saw it and as they want it. */
export const zFieldChange = z.object({ field: z.string().max(60), before: zFieldValue, after: zFieldValue })
export type FieldChange = z.output<typeof zFieldChange>

export const zFilePayload = z.object({
  subject: z.enum(fileSubjects),
  /** The guardian or the child (a person's id); null for the family itself, a new member and a new child. */
  personId: zId.nullable(),
  /** Of a list: which entry; null = a new one. */
  entryId: zId.nullable().default(null),
  action: z.enum(['change', 'add', 'remove']),
  changes: z.array(zFieldChange).max(60),
  /** Uploads that prove it. */
  attachments: z.array(zUuid).max(10).default([]),
  message: z.string().trim().max(1000, '1 000 caractères au plus').default(''),
})
export type FilePayload = z.output<typeof zFilePayload>
