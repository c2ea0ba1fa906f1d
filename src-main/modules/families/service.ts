import type { z } from 'zod'
import type { FamilyPage, zFamilyFields } from '../../../src-shared/contract/staff/families'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Quotient } from '../../../src-shared/rules/quotient'
import type { Ctx } from '../../kernel/context'
import type { FamilyRow } from './entities'
import {
  findFamily,
  guardianRows,
  isVisible,
  nextFamilyNumber,
  quotientRows,
  refreshSearchText,
  type GuardianRow,
} from './store'

export type FamilyFields = z.output<typeof zFamilyFields>

const familyFieldNames = [
  'name',
  'addressLine1',
  'addressLine2',
  'postalCode',
  'city',
  'resident',
  'invoiceDelivery',
  'directDebit',
  'staffNote',
] as const

/** What every change of a family file owes: its portal view is stale, and open screens ask again after the commit. */
export async function familyChanged(ctx: Ctx, ...familyIds: number[]): Promise<void> {
  await ctx.touch(...familyIds.map((id) => `family/${id}`))
  ctx.afterCommit(() => familyIds.forEach((familyId) => ctx.services.publish({ type: 'families', familyId })))
}

/** The family, where this person may see it and it is not archived; somebody else's does not exist. */
export async function requireFamily(ctx: Ctx, id: number): Promise<FamilyRow> {
  const family = await findFamily(ctx, id)
  if (!family || !(await isVisible(ctx, id))) refuse('record.not-found')
  if (family.archivedAt !== null) refuse('family.archived')
  return family
}

/** An archived family still signs in, reads and pays what it owes; it asks for nothing. */
export async function refuseArchived(ctx: Ctx, id: number): Promise<void> {
  const family = await findFamily(ctx, id)
  if (family && family.archivedAt !== null) refuse('family.closed')
}

export async function readFamily(ctx: Ctx, id: number): Promise<FamilyPage> {
  const family = await findFamily(ctx, id)
  if (!family || !(await isVisible(ctx, id))) refuse('record.not-found')
  const guardians = await guardianRows(ctx, [id])
  const quotients = await quotientRows(ctx, [id])
  return {
    ...family,
    resident: Boolean(family.resident),
    directDebit: Boolean(family.directDebit),
    archivedAt: family.archivedAt as Instant | null,
    createdAt: family.createdAt as Instant,
    today: ctx.today,
    guardians: guardians.map(guardianOf),
    quotients,
  }
}

function guardianOf(row: GuardianRow): FamilyPage['guardians'][number] {
  const { id, login, lastSignInAt, loginDisabled, ...person } = row
  return {
    ...person,
    personId: id,
    birthDate: person.birthDate as LocalDate | null,
    accountHolder: Boolean(person.accountHolder),
    acceptsEmail: Boolean(person.acceptsEmail),
    acceptsSms: Boolean(person.acceptsSms),
    portal: login === null ? null : { login, lastSignInAt, disabled: Boolean(loginDisabled) },
  }
}

/** Creates the family itself; its first guardian is added by the caller, in the same transaction. */
export async function insertFamily(ctx: Ctx, fields: FamilyFields): Promise<{ id: number; number: number }> {
  const number = await nextFamilyNumber(ctx)
  const id = await ctx.db.insert('family', {
    ...fields,
    number,
    searchText: '',
    archivedAt: null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    version: 1,
  })
  return { id, number }
}

/** Returns the names of the fields that changed. */
export async function updateFamily(ctx: Ctx, id: number, version: number, fields: FamilyFields): Promise<string[]> {
  const present = await requireFamily(ctx, id)
  const stored = { ...present, resident: Boolean(present.resident), directDebit: Boolean(present.directDebit) }
  const changed = familyFieldNames.filter((field) => stored[field] !== fields[field])
  const done = await ctx.db.run`update family set name = ${fields.name}, address_line1 = ${fields.addressLine1},
    address_line2 = ${fields.addressLine2}, postal_code = ${fields.postalCode}, city = ${fields.city},
    resident = ${fields.resident}, invoice_delivery = ${fields.invoiceDelivery}, direct_debit = ${fields.directDebit},
    staff_note = ${fields.staffNote}, updated_at = ${ctx.now}, version = version + 1
    where id = ${id} and version = ${version}`
  if (done === 0) refuse('record.changed-meanwhile')
  await refreshSearchText(ctx, [id])
  await familyChanged(ctx, id)
  return changed
}

export async function archiveFamily(ctx: Ctx, id: number, version: number, archived: boolean): Promise<void> {
  if (!(await isVisible(ctx, id))) refuse('record.not-found')
  const done = await ctx.db.run`update family set archived_at = ${archived ? ctx.now : null}, updated_at = ${ctx.now},
    version = version + 1 where id = ${id} and version = ${version}`
  if (done === 0) refuse('record.changed-meanwhile')
  await familyChanged(ctx, id)
}

export interface NewQuotient {
  familyId: number
  kind: 'caf' | 'msa'
  value: number
  validFrom: LocalDate
  validTo: LocalDate | null
  source: string
}

/** Adds a dated QF beside the others: the earlier ones stay, so that a past day keeps its price. */
export async function addQuotient(ctx: Ctx, quotient: NewQuotient): Promise<number> {
  await requireFamily(ctx, quotient.familyId)
  const { familyId, kind, validFrom, validTo } = quotient
  if (validTo !== null && validTo < validFrom) refuse('quotient.dates-reversed')
  const same = await ctx.db.one`select id from family_quotient
    where family_id = ${familyId} and kind = ${kind} and valid_from = ${validFrom}`
  if (same) refuse('quotient.same-date')
  const id = await ctx.db.insert('family_quotient', { ...quotient, createdAt: ctx.now })
  await familyChanged(ctx, familyId)
  return id
}

export async function removeQuotient(ctx: Ctx, familyId: number, id: number): Promise<Quotient> {
  await requireFamily(ctx, familyId)
  const found = (await quotientRows(ctx, [familyId])).find((quotient) => quotient.id === id)
  if (!found) refuse('record.not-found')
  await ctx.db.run`delete from family_quotient where id = ${id}`
  await familyChanged(ctx, familyId)
  return found
}
