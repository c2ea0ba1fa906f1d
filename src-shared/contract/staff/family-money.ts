import { z } from 'zod'
import { isValidIban, normalizeIban } from '../../kernel/iban'
import { command, query } from '../operation'
import { zDone, zId, zLocalDate, zUuid, zVersion } from '../schemas'

export const zIban = z
  .string()
  .transform(normalizeIban)
  .refine(isValidIban, 'Cet IBAN ne se vérifie pas : relisez-le, chiffre après chiffre')
export const zBic = z
  .string()
  .transform((text) => text.replace(/\s/g, '').toUpperCase())
  .refine((text) => /^$|^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(text), 'BIC attendu : 8 ou 11 caractères')
const zSource = z.string().trim().min(1, 'À renseigner').max(100, '100 caractères au plus')

export const zIncomeFields = z.object({
  /** The year in which the income was earned. */
  year: z.number('Une année est attendue').int().min(1990, 'Année attendue').max(2100, 'Année attendue'),
  euros: z
    .number('Un montant en euros entiers est attendu')
    .int('Un montant en euros entiers est attendu')
    .min(0, 'Un revenu n’est pas négatif')
    .max(99_999_999, 'Huit chiffres au plus'),
  /** 250 = 2,5 parts. */
  sharesHundredths: z
    .number('Un nombre de parts est attendu')
    .int('Un nombre de parts est attendu')
    .min(100, 'Une part au moins')
    .max(2000, '20 parts au plus')
    .multipleOf(25, 'Les parts se comptent par quarts'),
  validFrom: zLocalDate,
  validTo: zLocalDate.nullable(),
  source: zSource,
  documentId: zUuid.nullable().default(null),
})
export const zIncome = z.object({
  id: zId,
  year: z.number().int(),
  euros: z.number().int(),
  sharesHundredths: z.number().int(),
  validFrom: zLocalDate,
  validTo: zLocalDate.nullable(),
  source: z.string(),
  documentId: z.string().nullable(),
  checkedBy: z.string(),
})
export type Income = z.output<typeof zIncome>

export const zBankFields = z.object({
  holder: z.string().trim().min(1, 'À renseigner').max(70, '70 caractères au plus'),
  iban: zIban,
  bic: zBic,
})
export const zMandate = z.object({
  id: zId,
  version: zVersion,
  reference: z.string(),
  kind: z.enum(['recurring', 'one-off']),
  status: z.enum(['active', 'ended']),
  sequence: z.enum(['FRST', 'RCUR', 'OOFF']),
  signedOn: zLocalDate,
  signedAt: z.string(),
  signedBy: z.string(),
  proofText: z.string(),
  proofSha256: z.string(),
  lastCollectedOn: zLocalDate.nullable(),
  endedOn: zLocalDate.nullable(),
  endReason: z.string(),
})
export type Mandate = z.output<typeof zMandate>
export const zBankAccount = z.object({
  id: zId,
  version: zVersion,
  holder: z.string(),
  ibanMasked: z.string(),
  bic: z.string(),
  since: zLocalDate,
})

export const zFamilyMoney = z.object({
  familyId: zId,
  incomes: z.array(zIncome),
  /** Null = none given, or ended. */
  bankAccount: zBankAccount.nullable(),
  /** The present one first. */
  mandates: z.array(zMandate),
})
export type FamilyMoney = z.output<typeof zFamilyMoney>

const family = (familyId: number, summary: Record<string, string | number | boolean | null> = {}) => ({
  entity: 'family',
  id: familyId,
  familyId,
  summary,
})
const zReason = z.string().trim().min(3, 'Dites pourquoi').max(200, '200 caractères au plus')

/** Tax income, bank details and direct debit mandate of a family. An IBAN leaves the desk masked, except where it is asked for, with a trace. */
export const familyMoneyContract = {
  'families.money': query({
    permission: 'families.read',
    input: z.object({ familyId: zId }),
    output: zFamilyMoney,
  }),
  'families.addIncome': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, income: zIncomeFields }),
    output: z.object({ id: zId }),
    audit: (input) => family(input.familyId, { year: input.income.year, source: input.income.source }),
  }),
  /** Like a QF, an income is never edited: a mistake is taken away with its reason. */
  'families.removeIncome': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, incomeId: zId, reason: zReason }),
    output: z.object({ year: z.number().int() }),
    audit: (input, output) => family(input.familyId, { year: output.year, reason: input.reason }),
  }),
  /** New bank details close the ones before, and the mandate that named them. */
  'families.changeBank': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, bank: zBankFields }),
    output: z.object({ id: zId, ibanMasked: z.string(), endedMandate: z.string().nullable() }),
    audit: (input, output) => family(input.familyId, { iban: output.ibanMasked }),
  }),
  'families.endBank': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, bankAccountId: zId, reason: zReason }),
    output: z.object({ ibanMasked: z.string() }),
    audit: (input, output) => family(input.familyId, { iban: output.ibanMasked, reason: input.reason }),
  }),
  /** The whole IBAN, for whoever handles payments: each reading leaves a trace. */
  'families.readIban': query({
    permission: 'payments.write',
    input: z.object({ familyId: zId }),
    output: z.object({ iban: z.string(), bic: z.string(), holder: z.string() }),
    audit: (input) => family(input.familyId),
  }),
  /** What a mandate would say, word for word, before it is signed. */
  'families.mandateText': query({
    permission: 'families.read',
    input: z.object({
      familyId: zId,
      kind: z.enum(['recurring', 'one-off']),
      signedOn: zLocalDate,
      signedAt: z.string().max(100),
      signedBy: z.string().max(70),
    }),
    output: z.object({ reference: z.string(), text: z.string() }),
  }),
  'families.signMandate': command({
    permission: 'families.write',
    input: z.object({
      familyId: zId,
      kind: z.enum(['recurring', 'one-off']),
      signedOn: zLocalDate,
      signedAt: z.string().trim().min(1, 'À renseigner').max(100, '100 caractères au plus'),
      signedBy: z.string().trim().min(1, 'À renseigner').max(70, '70 caractères au plus'),
    }),
    output: z.object({ id: zId, reference: z.string(), sha256: z.string() }),
    audit: (input, output) => family(input.familyId, { reference: output.reference, signedOn: input.signedOn }),
  }),
  'families.endMandate': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, mandateId: zId, version: zVersion, reason: zReason }),
    output: zDone,
    audit: (input) => family(input.familyId, { reason: input.reason }),
  }),
}
