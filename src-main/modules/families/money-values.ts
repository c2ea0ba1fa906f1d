import { z } from 'zod'
import { zBankFields } from '../../../src-shared/contract/staff/family-money'
import { refuse } from '../../../src-shared/errors'
import { isLocalDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import { quotientOn } from '../../../src-shared/rules/quotient'
import type { Ctx } from '../../kernel/context'
import { changeBankAccount, openIban, signMandate } from './bank'
import { changeBenefits, type FileValues } from './file-values'
import { addIncome, removeIncome } from './income'
import { addQuotient, familyChanged, removeQuotient, requireFamily, updateFamily } from './service'
import { findFamily, quotientRows } from './store'
import { incomeRows, openBankAccount } from './store-money'

/** What the portal says of a change that an agent accepted: who proved it, and how. */
export interface Proof {
  source: string
  documentId: string | null
}

/** The income that counts today, by the keys of the subject 'tax'. */
export async function familyTaxValues(ctx: Ctx, familyId: number): Promise<FileValues> {
  const income = await presentIncome(ctx, familyId)
  return {
    year: income?.year ?? null,
    euros: income?.euros ?? null,
    shares: income ? income.sharesHundredths / 100 : null,
  }
}

async function presentIncome(ctx: Ctx, familyId: number) {
  const counts = ({ validFrom, validTo }: { validFrom: LocalDate; validTo: LocalDate | null }) =>
    validFrom <= ctx.today && (validTo === null || validTo >= ctx.today)
  return (await incomeRows(ctx, familyId)).find(counts)
}

const asNumber = (value: unknown, fallback: number | null): number | null =>
  typeof value === 'number' ? value : fallback

const zTax = z.object({
  year: z.number('À renseigner').int().min(1990, 'Année attendue').max(2100, 'Année attendue'),
  euros: z.number('À renseigner').int('Des euros entiers sont attendus').min(0).max(99_999_999),
  shares: z.number().min(1, 'Une part au moins').max(20, '20 parts au plus').multipleOf(0.25, 'Par quarts de part'),
})

function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  return refuse('input.invalid', {
    fields: Object.fromEntries(result.error.issues.map((issue) => [issue.path.join('.'), issue.message])),
  })
}

/** Adds the declared income from today on; one of the same day and year gives way. Returns the row added. */
export async function changeTax(
  ctx: Ctx,
  familyId: number,
  changes: FileValues,
  proof: Proof,
): Promise<{ incomeId: number }> {
  const present = await presentIncome(ctx, familyId)
  const { year, euros, shares } = checked(zTax, {
    year: asNumber(changes['year'], present?.year ?? null),
    euros: asNumber(changes['euros'], present?.euros ?? null),
    shares: asNumber(changes['shares'], (present?.sharesHundredths ?? 100) / 100),
  })
  const same = (await incomeRows(ctx, familyId)).find((row) => row.year === year && row.validFrom === ctx.today)
  if (same) await removeIncome(ctx, familyId, same.id)
  const sharesHundredths = Math.round(shares * 100)
  const income = { year, euros, sharesHundredths, validFrom: ctx.today, validTo: null, ...proof }
  return { incomeId: await addIncome(ctx, familyId, income) }
}

/** What the household says of its benefits, by the keys of the subject 'caf'. */
export async function cafValues(ctx: Ctx, familyId: number): Promise<FileValues> {
  const family = (await findFamily(ctx, familyId)) ?? refuse('record.not-found')
  const quotient = quotientOn(await quotientRows(ctx, [familyId]), ctx.today)
  return {
    regime: family.regime,
    fund: family.fund,
    beneficiaryNumber: family.beneficiaryNumber,
    quotient: quotient?.value ?? null,
    quotientFrom: quotient?.validFrom ?? null,
  }
}

/** Writes the benefits; a declared QF is added beside the others, in the place of one that began the same day. */
export async function changeCaf(
  ctx: Ctx,
  familyId: number,
  changes: FileValues,
  proof: Proof,
): Promise<{ quotientId: number | null }> {
  const { quotient, quotientFrom, ...benefits } = changes
  await changeBenefits(ctx, familyId, benefits)
  const present = await cafValues(ctx, familyId)
  const value = asNumber(quotient, asNumber(present['quotient'], null))
  if ((quotient === undefined && quotientFrom === undefined) || value === null) return { quotientId: null }
  if (!Number.isInteger(value) || value < 0 || value > 99_999)
    refuse('input.invalid', { fields: { quotient: 'Un QF est un nombre entier, de cinq chiffres au plus' } })
  const validFrom = typeof quotientFrom === 'string' && isLocalDate(quotientFrom) ? quotientFrom : ctx.today
  const kind = present['regime'] === 'msa' ? ('msa' as const) : ('caf' as const)
  const same = (await quotientRows(ctx, [familyId])).find((row) => row.kind === kind && row.validFrom === validFrom)
  if (same?.id !== undefined) await removeQuotient(ctx, familyId, same.id)
  return { quotientId: await addQuotient(ctx, { familyId, kind, value, validFrom, validTo: null, ...proof }) }
}

/** Bank details by the keys of the subject 'bank'; the IBAN is masked. */
export async function bankValues(ctx: Ctx, familyId: number): Promise<FileValues> {
  const family = (await findFamily(ctx, familyId)) ?? refuse('record.not-found')
  const account = await openBankAccount(ctx, familyId)
  return {
    holder: account?.holder ?? '',
    iban: account?.ibanMasked ?? '',
    bic: account?.bic ?? '',
    directDebit: Boolean(family.directDebit),
    mandate: await hasMandate(ctx, familyId),
  }
}

async function hasMandate(ctx: Ctx, familyId: number): Promise<boolean> {
  const row = await ctx.db.one`select id from mandate where family_id = ${familyId} and status = 'active'`
  return row !== undefined
}

/** What an accepted change of bank details did, for whoever must take it back. */
export interface BankChange {
  bankAccountId: number | null
  closedAccountId: number | null
  endedMandateId: number | null
  mandateId: number | null
  directDebitBefore: boolean
}

/** Opens the account declared (closing the one before), signs the mandate given with it, and turns direct debit on or off. */
export async function changeBank(
  ctx: Ctx,
  familyId: number,
  changes: FileValues,
  signature: { signedBy: string; signedOn: LocalDate },
): Promise<BankChange> {
  const family = await requireFamily(ctx, familyId)
  const done: BankChange = {
    bankAccountId: null,
    closedAccountId: null,
    endedMandateId: null,
    mandateId: null,
    directDebitBefore: Boolean(family.directDebit),
  }
  if (['holder', 'iban', 'bic'].some((key) => changes[key] !== undefined)) {
    const present = await openBankAccount(ctx, familyId)
    const bank = checked(zBankFields, {
      holder: changes['holder'] ?? present?.holder ?? '',
      iban: changes['iban'] ?? (present ? openIban(ctx, present) : ''),
      bic: changes['bic'] ?? present?.bic ?? '',
    })
    const opened = await changeBankAccount(ctx, familyId, bank)
    done.bankAccountId = opened.id
    done.closedAccountId = opened.closedId
    done.endedMandateId = opened.endedMandate?.id ?? null
  }
  if (changes['mandate'] === true && !(await hasMandate(ctx, familyId))) {
    const signed = await signMandate(ctx, familyId, { ...signature, kind: 'recurring', signedAt: family.city })
    done.mandateId = signed.id
  }
  if (typeof changes['directDebit'] === 'boolean') await setDirectDebit(ctx, familyId, changes['directDebit'])
  return done
}

async function setDirectDebit(ctx: Ctx, familyId: number, directDebit: boolean): Promise<void> {
  const family = await requireFamily(ctx, familyId)
  if (Boolean(family.directDebit) === directDebit) return
  await updateFamily(ctx, { id: familyId, version: family.version, family: { directDebit } })
}

/** Takes back an accepted change of bank details: what it opened is closed for good, what it closed is open again. */
export async function undoBank(ctx: Ctx, familyId: number, done: BankChange): Promise<void> {
  await requireFamily(ctx, familyId)
  if (done.mandateId !== null) await ctx.db.run`delete from mandate where id = ${done.mandateId}`
  if (done.bankAccountId !== null) {
    await ctx.db.run`delete from mandate where bank_account_id = ${done.bankAccountId}`
    await ctx.db.run`delete from bank_account where id = ${done.bankAccountId} and family_id = ${familyId}`
    await ctx.db.run`update bank_account set ended_at = null, version = version + 1
      where id = ${done.closedAccountId} and family_id = ${familyId}`
    await ctx.db.run`update mandate set status = 'active', ended_on = null, end_reason = '', version = version + 1
      where id = ${done.endedMandateId} and family_id = ${familyId}`
  }
  await setDirectDebit(ctx, familyId, done.directDebitBefore)
  await familyChanged(ctx, familyId)
}
