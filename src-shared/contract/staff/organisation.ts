import { z } from 'zod'
import { permissions } from '../../permissions'
import { passwordFloor } from '../../rules/password'
import { optionalFileFields } from '../file/definitions'
import { fileSubjects } from '../file/subjects'
import { command, manualCommand, query } from '../operation'
import { zSchoolHoliday } from '../rules'
import { zDiet } from './diet'
import {
  zDone,
  zEmail,
  zId,
  zInstant,
  zLocalDate,
  zName,
  zNothing,
  zPage,
  zShortText,
  zText,
  zVersion,
} from '../schemas'

export const structureKinds = ['school', 'leisure', 'sport', 'nursery'] as const
export const schoolZones = ['A', 'B', 'C'] as const

const zOptionalEmail = z.union([z.literal(''), zEmail])
const zHexColour = z.string().regex(/^#[0-9a-f]{6}$/i, 'Couleur attendue, comme #146362')

/** Who the town is: what the portal, the e-mails and the invoices say of it. */
export const zTownIdentity = z.object({
  name: zName,
  schoolZone: z.enum(schoolZones),
  alsaceMoselle: z.boolean(),
  addressLine: zShortText,
  postalCode: z
    .string()
    .trim()
    .regex(/^(\d{5})?$/, 'Cinq chiffres attendus'),
  city: zShortText,
  phone: zShortText,
  email: zOptionalEmail,
  openingHours: zShortText,
  accentColour: zHexColour.nullable(),
})
export type TownIdentity = z.output<typeof zTownIdentity>

/** The mail server. The password goes in and never comes out. */
const zMailFields = z.object({
  host: zShortText,
  port: z.number({ error: 'Nombre attendu' }).int().min(1, 'De 1 à 65535').max(65_535, 'De 1 à 65535'),
  secure: z.boolean(),
  user: zShortText,
  from: zOptionalEmail,
})

const zInvoiceSettings = z.object({
  dueDays: z.number({ error: 'Nombre de jours attendu' }).int().min(0, 'De 0 à 120').max(120, 'De 0 à 120'),
  detail: z.enum(['grouped', 'daily']),
  paymentHints: zText,
})
const zDays = (max: number) =>
  z.number({ error: 'Nombre de jours attendu' }).int().min(1, `De 1 à ${max}`).max(max, `De 1 à ${max}`)
const zPortalSettings = z.object({
  publicUrl: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'Adresse attendue, comme https://…' })]),
  cellLabels: z.boolean(),
  signOutUrl: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'Adresse attendue, comme https://…' })]),
  selfRegistration: z.boolean(),
  linkDays: zDays(60),
  letterDays: zDays(90),
  provisionalDays: zDays(30),
  passwordMinLength: z.number({ error: 'Nombre attendu' }).int().min(passwordFloor, 'De 8 à 64').max(64, 'De 8 à 64'),
  attemptsBeforeLock: z.number({ error: 'Nombre attendu' }).int().min(3, 'De 3 à 20').max(20, 'De 3 à 20'),
})
const zChildrenSettings = z.object({ diets: z.array(zDiet).min(1, 'Un régime au moins').max(30, '30 régimes au plus') })
const zFileSettings = z.object({
  /** Optional details that the town keeps. */
  fields: z.array(z.enum(optionalFileFields.map(({ key }) => key))),
  /** Changes accepted as they arrive. */
  automatic: z.array(z.enum(fileSubjects)),
  healthOnHosted: z.boolean(),
})
const zPaymentSettings = z.object({ gateway: z.enum(['none', 'test']) })

export const zTown = zTownIdentity.extend({
  mode: z.enum(['production', 'demonstration']),
  version: zVersion,
  mail: zMailFields.extend({ hasPassword: z.boolean() }),
  invoice: zInvoiceSettings,
  portal: zPortalSettings,
  payments: zPaymentSettings,
  children: z.object({ diets: z.array(z.string()) }),
  file: zFileSettings.extend({ fields: z.array(z.string()) }),
})
export type TownView = z.output<typeof zTown>

const zStructureFields = z.object({
  code: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9-]{1,12}$/, 'Lettres, chiffres et tirets, 12 au plus'),
  name: zName,
  kind: z.enum(structureKinds),
  description: zText,
  address: zShortText,
  phone: zShortText,
  email: zOptionalEmail,
})
export const zStructure = zStructureFields.extend({
  id: zId,
  position: z.number().int(),
  isArchived: z.boolean(),
  version: zVersion,
})
export type StructureView = z.output<typeof zStructure>

/** The present version of the town, so that two people never overwrite each other. */
const zExpected = { version: zVersion }
type Summary = Record<string, string | number | boolean>
const townAudit = () => ({ entity: 'town', id: 1 })

export const zAuditRow = z.object({
  id: zId,
  at: zInstant,
  actorName: z.string(),
  actorKind: z.string(),
  operation: z.string(),
  entity: z.string(),
  entityId: z.string(),
  familyId: zId.nullable(),
  summary: z.record(z.string(), z.unknown()),
})
export type AuditRow = z.output<typeof zAuditRow>

export const organisationContract = {
  /** What surrounds every screen. */
  'organisation.context': query({
    permission: 'signed-in',
    input: zNothing,
    output: z.object({
      townName: z.string(),
      accentColour: zHexColour.nullable(),
      mode: z.enum(['production', 'demonstration']),
      today: zLocalDate,
      permissions: z.array(z.enum(permissions)),
      structures: z.array(z.object({ id: zId, name: z.string(), kind: z.enum(structureKinds) })),
      /** As '2026-2027', the present one included. */
      schoolYears: z.array(z.string()),
      schoolYear: z.string(),
    }),
  }),
  /** Holidays of the town, for deadlines and calendars computed on the screen by the rules. */
  'organisation.calendar': query({
    permission: 'signed-in',
    input: zNothing,
    output: z.object({
      zone: z.enum(schoolZones),
      alsaceMoselle: z.boolean(),
      schoolHolidays: z.array(zSchoolHoliday),
      coverage: z.object({ from: zLocalDate, to: zLocalDate }),
    }),
  }),

  'town.read': query({ permission: 'settings.manage', input: zNothing, output: zTown }),
  'town.updateIdentity': command({
    permission: 'settings.manage',
    input: zTownIdentity.extend(zExpected),
    output: zDone,
    audit: ({ name, schoolZone }) => ({ ...townAudit(), summary: { name, schoolZone } }),
  }),
  'town.updateInvoices': command({
    permission: 'settings.manage',
    input: zInvoiceSettings.extend(zExpected),
    output: zDone,
    audit: ({ dueDays, detail }) => ({ ...townAudit(), summary: { dueDays, detail } }),
  }),
  'town.updatePortal': command({
    permission: 'settings.manage',
    input: zPortalSettings.partial().extend(zExpected),
    output: zDone,
    audit: ({ version: _, ...changed }) => ({
      ...townAudit(),
      summary: JSON.parse(JSON.stringify(changed)) as Summary,
    }),
  }),
  /** The test gateway is refused in a town in production. */
  'town.updatePayments': command({
    permission: 'settings.manage',
    input: zPaymentSettings.extend(zExpected),
    output: zDone,
    audit: ({ gateway }) => ({ ...townAudit(), summary: { gateway } }),
  }),
  /** The diets of the canteens, in the order of the lists. */
  'town.updateChildren': command({
    permission: 'settings.manage',
    input: zChildrenSettings.extend(zExpected),
    output: zDone,
    audit: ({ diets }) => ({ ...townAudit(), summary: { diets } }),
  }),
  /** What family files keep, and which changes need no agent. */
  'town.updateFile': command({
    permission: 'settings.manage',
    input: zFileSettings.extend(zExpected),
    output: zDone,
    audit: ({ fields, automatic, healthOnHosted }) => ({
      ...townAudit(),
      summary: { fields, automatic, healthOnHosted },
    }),
  }),
  'town.updateMail': command({
    permission: 'settings.manage',
    /** Without `password`, the one that is kept stays; an empty one removes it. */
    input: zMailFields.extend({ ...zExpected, password: z.string().max(500).optional() }),
    output: zDone,
    audit: ({ host, port, user, from, password }) => ({
      ...townAudit(),
      summary: { host, port, user, from, passwordChanged: password !== undefined },
    }),
  }),
  /** Sends one message with the settings that are saved; says in plain words what the mail server answered. */
  'town.sendTestMail': manualCommand({
    permission: 'settings.manage',
    input: z.object({ to: zEmail }),
    output: z.object({ sent: z.boolean(), reason: z.string() }),
    audit: ({ to }, { sent }) => ({ ...townAudit(), summary: { to, sent } }),
  }),

  'structures.list': query({ permission: 'signed-in', input: zNothing, output: z.array(zStructure) }),
  'structures.save': command({
    permission: 'settings.manage',
    input: zStructureFields.extend({ id: zId.nullable(), version: zVersion }),
    output: z.object({ id: zId }),
    audit: ({ name, code }, { id }) => ({ entity: 'structure', id, summary: { name, code } }),
  }),
  'structures.setArchived': command({
    permission: 'settings.manage',
    input: z.object({ id: zId, version: zVersion, archived: z.boolean() }),
    output: zDone,
    audit: ({ id, archived }) => ({ entity: 'structure', id, summary: { archived } }),
  }),
  'structures.order': command({
    permission: 'settings.manage',
    input: z.object({ ids: z.array(zId).max(1000) }),
    output: zDone,
    audit: ({ ids }) => ({ entity: 'structure', summary: { ids } }),
  }),

  /** Who did what, latest first. */
  'audit.list': query({
    permission: 'audit.read',
    input: zPage.extend({
      /** Words looked for in the name of the actor, the operation and the entity. */
      text: zShortText.default(''),
      from: zLocalDate.nullable().default(null),
      to: zLocalDate.nullable().default(null),
    }),
    output: z.object({ rows: z.array(zAuditRow), total: z.number().int() }),
  }),
}
