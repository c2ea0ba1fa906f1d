import { z } from 'zod'
import { zEmail, zId, zInstant, zLocalDate, zName, zShortText, zText, zUuid } from './schemas'

/** What a parent does about their own access. On a hosted portal these acts travel to the office. */

const zPhone = z
  .string()
  .trim()
  .max(30)
  .regex(/^$|^\+?[\d\s.\-()]{6,30}$/, 'Numéro attendu, comme 06 39 98 41 07')
const zHash = z.string().regex(/^[0-9a-f]{64}$/)

export const zRegistrationChild = z.object({
  firstName: zName,
  lastName: zName,
  birthDate: zLocalDate,
})

/** The first pieces of information of a parent whom the town does not know. */
export const zRegistrationForm = z.object({
  /** Made by the browser: sent twice, it is asked once. */
  id: zUuid,
  civility: z.enum(['', 'M', 'Mme']),
  firstName: zName,
  lastName: zName,
  birthDate: zLocalDate.nullable(),
  email: zEmail,
  phone: zPhone.min(1, 'À renseigner'),
  addressLine1: zShortText.min(1, 'À renseigner'),
  addressLine2: zShortText,
  postalCode: z
    .string()
    .trim()
    .regex(/^\d{5}$/, 'Code postal attendu\u00A0: cinq chiffres'),
  city: zName,
  children: z.array(zRegistrationChild).max(12),
  message: zText,
})
export type RegistrationForm = z.output<typeof zRegistrationForm>

/** The last items of a registration: what was not asked at first. */
export const zCompletionForm = z.object({
  birthDate: zLocalDate.nullable(),
  birthName: zShortText,
  mobile: zPhone,
  acceptsEmail: z.boolean(),
  acceptsSms: z.boolean(),
  invoiceDelivery: z.enum(['portal', 'email', 'paper']),
})
export type CompletionForm = z.output<typeof zCompletionForm>

/** `tokenHash` proves the right to act; the office checks it again. */
export const zAccessAct = z.discriminatedUnion('act', [
  z.object({ act: z.literal('forgotten'), login: z.string().max(200) }),
  z.object({
    act: z.literal('password'),
    accountId: zId,
    passwordHash: z.string().min(20).max(500),
    /** The link or code that was used; null = the person was signed in. */
    tokenHash: zHash.nullable(),
    at: zInstant,
  }),
  z.object({ act: z.literal('ask-email'), accountId: zId, email: zEmail }),
  z.object({ act: z.literal('cancel-email'), accountId: zId }),
  z.object({ act: z.literal('confirm-email'), tokenHash: zHash }),
  z.object({ act: z.literal('register'), form: zRegistrationForm }),
  z.object({ act: z.literal('prove'), tokenHash: zHash, at: zInstant }),
  z.object({ act: z.literal('complete'), accountId: zId, form: zCompletionForm }),
  z.object({ act: z.literal('welcomed'), accountId: zId, at: zInstant }),
])
export type AccessAct = z.output<typeof zAccessAct>
