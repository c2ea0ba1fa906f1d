import { z } from 'zod'
import { zEmail, zId, zInstant, zLocalDate, zName, zShortText, zText, zVersion } from '../schemas'

export const qualities = ['mother', 'father', 'legal-guardian', 'step-parent', 'grandparent', 'other'] as const
export const situations = [
  'married',
  'civil-union',
  'cohabiting',
  'single',
  'separated',
  'divorced',
  'widowed',
] as const
export const regimes = ['caf', 'msa', 'other', 'none'] as const

/** Details that data protection advises against: a town that needs one switches it on (`settings.file.fields`). */
export const switchableFields = ['profession', 'csp', 'employer', 'employerAddress', 'situation'] as const
export type SwitchableField = (typeof switchableFields)[number]

export const zPhone = z
  .string()
  .trim()
  .max(30)
  .regex(/^$|^\+?[\d\s.\-()]{6,30}$/, 'Numéro attendu, comme 06 39 98 41 07')
export const zOptionalEmail = z.union([z.literal(''), zEmail])
export const zPostalCode = z
  .string()
  .trim()
  .regex(/^$|^\d{5}$/, 'Code postal attendu : cinq chiffres')
const zCommuneCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^$|^(?:\d{5}|2[AB]\d{3})$/, 'Code INSEE attendu : cinq caractères, comme 33063 ou 2A004')
const zCountryCode = z
  .string()
  .trim()
  .regex(/^$|^99\d{3}$/, 'Code INSEE du pays attendu : cinq chiffres, 99100 pour la France')

/** What a change may leave unsaid: a detail that is absent keeps its value. */
const zFamilyDetails = z.object({
  situation: z.enum(['', ...situations]),
  regime: z.enum(['', ...regimes]),
  fund: zShortText,
  beneficiaryNumber: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[0-9A-Z]{0,15}$/, 'Numéro d’allocataire attendu : des chiffres, et une lettre au plus'),
})

export const familyFields = {
  name: zName,
  addressLine1: zShortText,
  addressLine2: zShortText,
  postalCode: zPostalCode,
  city: zShortText,
  resident: z.boolean(),
  invoiceDelivery: z.enum(['portal', 'email', 'paper']),
  directDebit: z.boolean(),
  staffNote: zText,
}
export const zFamilyFields = z.object({ ...familyFields, ...zFamilyDetails.partial().shape })
export type FamilyFields = z.output<typeof zFamilyFields>

const zGuardianDetails = z.object({
  sex: z.enum(['', 'F', 'M']),
  quality: z.enum(['', ...qualities]),
  parentalAuthority: z.boolean(),
  workPhone: zPhone,
  /** All empty: lives with the household. */
  addressLine1: zShortText,
  addressLine2: zShortText,
  postalCode: zPostalCode,
  city: zShortText,
  birthCommuneCode: zCommuneCode,
  birthCommuneName: zShortText,
  birthCountryCode: zCountryCode,
  profession: zShortText,
  csp: z.enum(['', '1', '2', '3', '4', '5', '6', '7', '8']),
  employer: zShortText,
  employerAddress: zShortText,
})

const guardianIdentity = {
  civility: z.enum(['', 'M', 'Mme']),
  firstName: zName,
  lastName: zName,
  birthName: zShortText,
  birthDate: zLocalDate.nullable(),
  email: zOptionalEmail,
  /** At home. */
  phone: zPhone,
  mobile: zPhone,
  acceptsEmail: z.boolean(),
  acceptsSms: z.boolean(),
}
export const zGuardianFields = z.object({ ...guardianIdentity, ...zGuardianDetails.partial().shape })
export type GuardianFields = z.output<typeof zGuardianFields>

export const zGuardian = z.object({
  personId: zId,
  version: zVersion,
  accountHolder: z.boolean(),
  civility: z.enum(['', 'M', 'Mme']),
  firstName: z.string(),
  lastName: z.string(),
  birthName: z.string(),
  birthDate: zLocalDate.nullable(),
  email: z.string(),
  phone: z.string(),
  mobile: z.string(),
  acceptsEmail: z.boolean(),
  acceptsSms: z.boolean(),
  acceptsEmailAt: zInstant.nullable(),
  acceptsSmsAt: zInstant.nullable(),
  sex: z.enum(['', 'F', 'M']),
  quality: z.enum(['', ...qualities]),
  parentalAuthority: z.boolean(),
  workPhone: z.string(),
  addressLine1: z.string(),
  addressLine2: z.string(),
  postalCode: z.string(),
  city: z.string(),
  birthCommuneCode: z.string(),
  birthCommuneName: z.string(),
  birthCountryCode: z.string(),
  profession: z.string(),
  csp: z.enum(['', '1', '2', '3', '4', '5', '6', '7', '8']),
  employer: z.string(),
  employerAddress: z.string(),
  /** Other families this adult belongs to. */
  otherFamilies: z.array(z.object({ id: zId, number: z.number().int(), name: z.string() })),
  /** The person's access to the portal, where there is one. */
  portal: z.object({ login: z.string(), lastSignInAt: zInstant.nullable(), disabled: z.boolean() }).nullable(),
})
export type Guardian = z.output<typeof zGuardian>

export const zQuotient = z.object({
  id: zId,
  kind: z.enum(['caf', 'msa']),
  value: z.number().int(),
  validFrom: zLocalDate,
  validTo: zLocalDate.nullable(),
  source: z.string(),
})

export const zFamilyPage = z.object({
  id: zId,
  number: z.number().int(),
  version: zVersion,
  ...familyFields,
  name: z.string(),
  postalCode: z.string(),
  ...zFamilyDetails.shape,
  beneficiaryNumber: z.string(),
  archivedAt: zInstant.nullable(),
  /** The file that holds what this one held, when the two were merged. */
  mergedInto: z.object({ id: zId, number: z.number().int(), name: z.string() }).nullable(),
  createdAt: zInstant,
  /** The day of the desk: what has begun or ended is judged on it, not on the clock of a screen. */
  today: zLocalDate,
  /** Details that the town switched on. */
  optionalFields: z.array(z.enum(switchableFields)),
  guardians: z.array(zGuardian),
  quotients: z.array(zQuotient),
})
export type FamilyPage = z.output<typeof zFamilyPage>
