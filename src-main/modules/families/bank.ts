import { createHash } from 'node:crypto'
import type { FamilyMoney, Mandate } from '../../../src-shared/contract/staff/family-money'
import { refuse } from '../../../src-shared/errors'
import { maskIban } from '../../../src-shared/kernel/iban'
import { parisDate, type Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import { readTown } from '../organisation'
import { addressLine } from './address'
import type { BankAccountRow, MandateRow } from './entities'
import { mandateText } from './mandate-text'
import { familyChanged, requireFamily } from './service'
import { findFamily, isVisible } from './store'
import { incomeRows, mandateRows, nextMandateReference, openBankAccount } from './store-money'

const placeOf = (id: number) => `bank_account.iban/${id}`
export const openIban = (ctx: Ctx, account: BankAccountRow) =>
  ctx.services.cipher.open(account.ibanSealed, placeOf(account.id))

export async function readMoney(ctx: Ctx, familyId: number): Promise<FamilyMoney> {
  if (!(await isVisible(ctx, familyId))) refuse('record.not-found')
  const account = await openBankAccount(ctx, familyId)
  return {
    familyId,
    incomes: await incomeRows(ctx, familyId),
    bankAccount: account
      ? {
          id: account.id,
          version: account.version,
          holder: account.holder,
          ibanMasked: account.ibanMasked,
          bic: account.bic,
          since: parisDate(account.createdAt as Instant),
        }
      : null,
    mandates: (await mandateRows(ctx, familyId)).map(mandateOf),
  }
}

const mandateOf = (row: MandateRow): Mandate => ({
  ...row,
  signedOn: row.signedOn as LocalDate,
  lastCollectedOn: row.lastCollectedOn as LocalDate | null,
  endedOn: row.endedOn as LocalDate | null,
})

export interface BankDetails {
  holder: string
  iban: string
  bic: string
}

/** Closes the account in use and the mandate that names it, and opens another. The one before stays, for its collections. */
export async function changeBankAccount(
  ctx: Ctx,
  familyId: number,
  bank: BankDetails,
): Promise<{ id: number; ibanMasked: string; closedId: number | null; endedMandate: MandateRow | null }> {
  await requireFamily(ctx, familyId)
  const present = await openBankAccount(ctx, familyId)
  if (present && openIban(ctx, present) === bank.iban && present.holder === bank.holder && present.bic === bank.bic)
    refuse('bank.unchanged')
  const endedMandate = present ? await closeAccount(ctx, present, 'Coordonnées bancaires changées') : null
  const ibanMasked = maskIban(bank.iban)
  // The seal is bound to the row's id: the row comes first, its IBAN after.
  const id = await ctx.db.insert('bank_account', {
    familyId,
    holder: bank.holder,
    ibanSealed: '',
    ibanMasked,
    bic: bank.bic,
    createdAt: ctx.now,
    endedAt: null,
    version: 1,
  })
  await ctx.db
    .run`update bank_account set iban_sealed = ${ctx.services.cipher.seal(bank.iban, placeOf(id))} where id = ${id}`
  await familyChanged(ctx, familyId)
  return { id, ibanMasked, closedId: present?.id ?? null, endedMandate }
}

async function closeAccount(ctx: Ctx, account: BankAccountRow, reason: string): Promise<MandateRow | null> {
  await ctx.db.run`update bank_account set ended_at = ${ctx.now}, version = version + 1 where id = ${account.id}`
  const mandate = (await mandateRows(ctx, account.familyId)).find(
    (one) => one.bankAccountId === account.id && one.status === 'active',
  )
  if (mandate) await closeMandate(ctx, mandate.id, reason)
  return mandate ?? null
}

const closeMandate = (ctx: Ctx, id: number, reason: string) =>
  ctx.db.run`update mandate set status = 'ended', ended_on = ${ctx.today}, end_reason = ${reason},
    version = version + 1 where id = ${id}`

export async function endBankAccount(ctx: Ctx, familyId: number, id: number, reason: string): Promise<string> {
  await requireFamily(ctx, familyId)
  const present = await openBankAccount(ctx, familyId)
  if (!present || present.id !== id) refuse('record.not-found')
  await closeAccount(ctx, present, reason)
  await familyChanged(ctx, familyId)
  return present.ibanMasked
}

export async function readIban(ctx: Ctx, familyId: number): Promise<BankDetails> {
  if (!(await isVisible(ctx, familyId))) refuse('record.not-found')
  const account = (await openBankAccount(ctx, familyId)) ?? refuse('record.not-found')
  return { iban: openIban(ctx, account), bic: account.bic, holder: account.holder }
}

export interface Signature {
  kind: 'recurring' | 'one-off'
  signedOn: LocalDate
  signedAt: string
  signedBy: string
}

/** What the mandate would say, with the reference it would bear. */
export async function composeMandate(
  ctx: Ctx,
  familyId: number,
  signature: Signature,
): Promise<{ reference: string; text: string; account: BankAccountRow }> {
  const family = (await findFamily(ctx, familyId)) ?? refuse('record.not-found')
  if (!(await isVisible(ctx, familyId))) refuse('record.not-found')
  const account = (await openBankAccount(ctx, familyId)) ?? refuse('bank.missing')
  const town = await readTown(ctx)
  const reference = await nextMandateReference(ctx, family.number)
  const text = mandateText({
    ...signature,
    reference,
    creditor: town.name,
    creditorAddress: `${town.addressLine}, ${town.postalCode} ${town.city}`.replace(/^, |, $/g, '').trim(),
    debtor: account.holder,
    debtorAddress: addressLine(family),
    ibanMasked: account.ibanMasked,
    bic: account.bic,
  })
  return { reference, text, account }
}

/** Keeps what was signed, word for word, with its fingerprint. One mandate in use at a time. */
export async function signMandate(
  ctx: Ctx,
  familyId: number,
  signature: Signature,
): Promise<{ id: number; reference: string; sha256: string }> {
  await requireFamily(ctx, familyId)
  if (signature.signedOn > ctx.today) refuse('mandate.future')
  await ctx.db.lock(`mandate/${familyId}`)
  const active = (await mandateRows(ctx, familyId)).find(({ status }) => status === 'active')
  if (active) refuse('mandate.exists', { reference: active.reference })
  const { reference, text, account } = await composeMandate(ctx, familyId, signature)
  const sha256 = createHash('sha256').update(text, 'utf8').digest('hex')
  const id = await ctx.db.insert('mandate', {
    familyId,
    bankAccountId: account.id,
    reference,
    kind: signature.kind,
    status: 'active',
    sequence: signature.kind === 'recurring' ? 'FRST' : 'OOFF',
    signedOn: signature.signedOn,
    signedAt: signature.signedAt,
    signedBy: signature.signedBy,
    proofText: text,
    proofSha256: sha256,
    lastCollectedOn: null,
    endedOn: null,
    createdAt: ctx.now,
    version: 1,
  })
  await familyChanged(ctx, familyId)
  return { id, reference, sha256 }
}

export async function endMandate(
  ctx: Ctx,
  input: { familyId: number; mandateId: number; version: number; reason: string },
): Promise<void> {
  await requireFamily(ctx, input.familyId)
  const found = (await mandateRows(ctx, input.familyId)).find(({ id }) => id === input.mandateId)
  if (!found) refuse('record.not-found')
  if (found.status === 'ended') refuse('mandate.ended')
  if (found.version !== input.version) refuse('record.changed-meanwhile')
  await closeMandate(ctx, found.id, input.reason)
  await familyChanged(ctx, input.familyId)
}
