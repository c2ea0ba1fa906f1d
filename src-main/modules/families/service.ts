import { switchableFields, type FamilyFields, type FamilyPage } from '../../../src-shared/contract/staff/family-fields'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Quotient } from '../../../src-shared/rules/quotient'
import { groupBy } from '../../../src-shared/kernel/group-by'
import type { Ctx } from '../../kernel/context'
import { townOrNull } from '../organisation'
import { addressOf, keepFormerAddress, sameAddress } from './address'
import type { FamilyRow } from './entities'
import {
  findFamily,
  guardianRows,
  isVisible,
  nextFamilyNumber,
  otherFamiliesOf,
  quotientRows,
  refreshSearchText,
  type GuardianRow,
} from './store'
import { writeFamily } from './store-write'

export type { FamilyFields } from '../../../src-shared/contract/staff/family-fields'

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
  'situation',
  'regime',
  'fund',
  'beneficiaryNumber',
] as const

/** Details that data protection advises against, and that this town switched on. */
export async function switchedOn(ctx: Ctx): Promise<string[]> {
  return (await townOrNull(ctx))?.settings.file.fields ?? []
}

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
  const on = await switchedOn(ctx)
  const guardians = await guardianRows(ctx, [id])
  const others = groupBy(
    await otherFamiliesOf(
      ctx,
      guardians.map((guardian) => guardian.id),
      id,
    ),
    ({ personId }) => personId,
  )
  const quotients = await quotientRows(ctx, [id])
  const merged = family.mergedIntoId === null ? undefined : await findFamily(ctx, family.mergedIntoId)
  return {
    ...family,
    situation: on.includes('situation') ? family.situation : '',
    resident: Boolean(family.resident),
    directDebit: Boolean(family.directDebit),
    archivedAt: family.archivedAt as Instant | null,
    mergedInto: merged ? { id: merged.id, number: merged.number, name: merged.name } : null,
    createdAt: family.createdAt as Instant,
    today: ctx.today,
    optionalFields: switchableFields.filter((field) => on.includes(field)),
    guardians: guardians.map((row) => ({
      ...guardianOf(row, on),
      otherFamilies: (others.get(row.id) ?? []).map(({ id: other, number, name }) => ({ id: other, number, name })),
    })),
    quotients,
  }
}

/** A detail that the town does not keep any more is not shown, even where it was typed before. */
function guardianOf(row: GuardianRow, on: readonly string[]): Omit<FamilyPage['guardians'][number], 'otherFamilies'> {
  const { id, login, lastSignInAt, loginDisabled, ...person } = row
  const detail = (field: 'profession' | 'employer' | 'employerAddress') => (on.includes(field) ? person[field] : '')
  return {
    ...person,
    personId: id,
    birthDate: person.birthDate as LocalDate | null,
    accountHolder: Boolean(person.accountHolder),
    parentalAuthority: Boolean(person.parentalAuthority),
    acceptsEmail: Boolean(person.acceptsEmail),
    acceptsSms: Boolean(person.acceptsSms),
    acceptsEmailAt: person.acceptsEmailAt as Instant | null,
    acceptsSmsAt: person.acceptsSmsAt as Instant | null,
    profession: detail('profession'),
    employer: detail('employer'),
    employerAddress: detail('employerAddress'),
    csp: on.includes('csp') ? cspOf(person.csp) : '',
    portal: login === null ? null : { login, lastSignInAt, disabled: Boolean(loginDisabled) },
  }
}

const cspOf = (text: string) => categories.find((one) => one === text) ?? ''
const categories = ['1', '2', '3', '4', '5', '6', '7', '8'] as const

/** Creates the family itself; its first guardian is added by the caller, in the same transaction. */
export async function insertFamily(ctx: Ctx, fields: FamilyFields): Promise<{ id: number; number: number }> {
  const number = await nextFamilyNumber(ctx)
  const id = await ctx.db.insert('family', {
    ...(await storable(ctx, fields)),
    number,
    searchText: '',
    archivedAt: null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    version: 1,
  })
  return { id, number }
}

/** Without what is not said, nor what this town does not keep. */
async function storable<F extends Partial<FamilyFields>>(ctx: Ctx, fields: F): Promise<F> {
  const keepsSituation = (await switchedOn(ctx)).includes('situation')
  const entries = Object.entries(fields).filter(
    ([field, value]) => value !== undefined && (field !== 'situation' || keepsSituation),
  )
  return Object.fromEntries(entries) as F
}

export interface FamilyChange {
  id: number
  version: number
  /** What is not said keeps its value. */
  family: Partial<FamilyFields>
  /** When the address changes: members who keep the former one, as their own. */
  staying?: readonly number[]
}

/** Returns the names of the fields that changed. */
export async function updateFamily(ctx: Ctx, { id, version, family, staying = [] }: FamilyChange): Promise<string[]> {
  const present = await requireFamily(ctx, id)
  const stored = { ...present, resident: Boolean(present.resident), directDebit: Boolean(present.directDebit) }
  const fields = await storable(ctx, family)
  const changed = familyFieldNames.filter((field) => fields[field] !== undefined && stored[field] !== fields[field])
  if (!(await writeFamily(ctx, id, version, fields))) refuse('record.changed-meanwhile')
  const former = addressOf(present)
  const moved = !sameAddress(former, addressOf({ ...present, ...fields }))
  const others = moved ? await keepFormerAddress(ctx, id, former, staying) : []
  const families = [...new Set([id, ...others])]
  await refreshSearchText(ctx, families)
  await familyChanged(ctx, ...families)
  return changed
}

export async function archiveFamily(ctx: Ctx, id: number, version: number, archived: boolean): Promise<void> {
  if (!(await isVisible(ctx, id))) refuse('record.not-found')
  const present = await findFamily(ctx, id)
  if (!archived && present && present.mergedIntoId !== null) refuse('family.merged')
  if (!(await writeFamily(ctx, id, version, { archivedAt: archived ? ctx.now : null })))
    refuse('record.changed-meanwhile')
  await familyChanged(ctx, id)
}

export interface NewQuotient {
  familyId: number
  kind: 'caf' | 'msa'
  value: number
  validFrom: LocalDate
  validTo: LocalDate | null
  source: string
  documentId?: string | null
}

/** Adds a dated QF beside the others: the earlier ones stay, so that a past day keeps its price. */
export async function addQuotient(ctx: Ctx, quotient: NewQuotient): Promise<number> {
  await requireFamily(ctx, quotient.familyId)
  const { familyId, kind, validFrom, validTo } = quotient
  if (validTo !== null && validTo < validFrom) refuse('quotient.dates-reversed')
  const same = await ctx.db.one`select id from family_quotient
    where family_id = ${familyId} and kind = ${kind} and valid_from = ${validFrom}`
  if (same) refuse('quotient.same-date')
  const checkedBy = ctx.actor.kind === 'staff' ? ctx.actor.name : ''
  const id = await ctx.db.insert('family_quotient', { ...quotient, checkedBy, createdAt: ctx.now })
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
