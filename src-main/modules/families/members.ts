import type { GuardianFields } from '../../../src-shared/contract/staff/family-fields'
import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import { addressOf, moveAlong, sameAddress } from './address'
import { requireFamily, familyChanged, switchedOn } from './service'
import { familyIdsOfPerson, guardianRows, refreshSearchText, type GuardianRow } from './store'
import { writeMember, writePerson } from './store-write'

export type { GuardianFields } from '../../../src-shared/contract/staff/family-fields'

const personFields = [
  'civility',
  'firstName',
  'lastName',
  'birthName',
  'birthDate',
  'sex',
  'email',
  'phone',
  'mobile',
  'workPhone',
  'addressLine1',
  'addressLine2',
  'postalCode',
  'city',
  'birthCommuneCode',
  'birthCommuneName',
  'birthCountryCode',
  'profession',
  'csp',
  'employer',
  'employerAddress',
  'acceptsEmail',
  'acceptsSms',
] as const
const memberFields = ['quality', 'parentalAuthority'] as const
const details = ['profession', 'csp', 'employer', 'employerAddress'] as const

/** Details that this town does not keep are left out of what is written. */
async function kept<F extends Partial<GuardianFields>>(ctx: Ctx, fields: F): Promise<F> {
  const on = await switchedOn(ctx)
  const rest = { ...fields }
  for (const field of details) if (!on.includes(field)) delete rest[field]
  return rest
}

function said<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

/** Adds a person as guardian. The first guardian of a family holds its account. */
export async function insertGuardian(ctx: Ctx, familyId: number, fields: GuardianFields): Promise<number> {
  const { quality, parentalAuthority, ...person } = said(await kept(ctx, fields))
  const personId = await ctx.db.insert('person', { sex: '', ...person, version: 1 })
  const present = await guardianRows(ctx, [familyId])
  await ctx.db.insert('family_member', {
    familyId,
    personId,
    role: 'guardian',
    accountHolder: !present.some(({ accountHolder }) => Boolean(accountHolder)),
    position: present.length,
    ...said({ quality, parentalAuthority }),
  })
  return personId
}

export async function addGuardian(ctx: Ctx, familyId: number, fields: GuardianFields): Promise<number> {
  await requireFamily(ctx, familyId)
  const personId = await insertGuardian(ctx, familyId, fields)
  await refreshSearchText(ctx, [familyId])
  await familyChanged(ctx, familyId)
  return personId
}

export async function requireGuardian(ctx: Ctx, familyId: number, personId: number): Promise<GuardianRow> {
  await requireFamily(ctx, familyId)
  return findGuardian(ctx, familyId, personId)
}

/** To read: an archived family still sees its file. */
export async function findGuardian(ctx: Ctx, familyId: number, personId: number): Promise<GuardianRow> {
  const guardian = (await guardianRows(ctx, [familyId])).find(({ id }) => id === personId)
  return guardian ?? refuse('record.not-found')
}

export interface GuardianChange {
  familyId: number
  personId: number
  version: number
  /** What is not said keeps its value. */
  guardian: Partial<GuardianFields>
  moving?: readonly number[]
}

/** Returns the names of the fields that changed; a person known to several families changes in all of them. */
export async function updateGuardian(ctx: Ctx, input: GuardianChange): Promise<string[]> {
  const { familyId, personId, version, moving = [] } = input
  const present = await requireGuardian(ctx, familyId, personId)
  const fields = said(await kept(ctx, input.guardian))
  const differs = (field: keyof GuardianFields) =>
    fields[field] !== undefined && comparable(present[field]) !== comparable(fields[field])
  const changed = [...personFields, ...memberFields].filter(differs)
  const { quality, parentalAuthority, ...person } = fields
  const consents = {
    acceptsEmailAt: differs('acceptsEmail') ? ctx.now : undefined,
    acceptsSmsAt: differs('acceptsSms') ? ctx.now : undefined,
  }
  if (!(await writePerson(ctx, personId, version, { ...person, ...consents }))) refuse('record.changed-meanwhile')
  await writeMember(ctx, familyId, personId, { quality, parentalAuthority })
  const before = addressOf(present)
  const after = { ...before, ...said(addressOf({ ...before, ...person })) }
  const others = sameAddress(before, after) ? [] : await moveAlong(ctx, familyId, before, after, moving)
  const families = [...new Set([...(await familyIdsOfPerson(ctx, personId)), ...others])]
  await refreshSearchText(ctx, families)
  await familyChanged(ctx, ...families)
  return changed
}

/** SQLite returns booleans as 0 and 1. */
function comparable(value: unknown): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value ?? '')
}

export async function removeGuardian(ctx: Ctx, familyId: number, personId: number): Promise<string> {
  const guardian = await requireGuardian(ctx, familyId, personId)
  const present = await guardianRows(ctx, [familyId])
  if (present.length === 1) refuse('family.last-guardian')
  if (guardian.accountHolder) refuse('family.account-holder')
  await ctx.db
    .run`delete from family_member where family_id = ${familyId} and person_id = ${personId} and role = 'guardian'`
  await closePortal(ctx, familyId, personId)
  await refreshSearchText(ctx, [familyId])
  await familyChanged(ctx, familyId)
  return `${guardian.firstName} ${guardian.lastName}`
}

/** Whoever is no longer a guardian reads nothing more of the family, from this moment. */
async function closePortal(ctx: Ctx, familyId: number, personId: number): Promise<void> {
  const accounts = await ctx.db.rows<{ id: number; familyIds: string }>`select id, family_ids from portal_account
    where person_id = ${personId}`
  for (const { id, familyIds } of accounts) {
    const left = (JSON.parse(familyIds) as number[]).filter((one) => one !== familyId)
    await ctx.db
      .run`update portal_account set family_ids = ${JSON.stringify(left)}, version = version + 1 where id = ${id}`
    await ctx.db.run`delete from portal_session where account_id = ${id} and family_id = ${familyId}`
    await ctx.touch(`access/${familyId}`, ...left.map((one) => `access/${one}`))
  }
}

export async function chooseAccountHolder(ctx: Ctx, familyId: number, personId: number): Promise<string> {
  const guardian = await requireGuardian(ctx, familyId, personId)
  await ctx.db.run`update family_member set account_holder = ${false} where family_id = ${familyId}`
  await ctx.db
    .run`update family_member set account_holder = ${true} where family_id = ${familyId} and person_id = ${personId}`
  await familyChanged(ctx, familyId)
  return `${guardian.firstName} ${guardian.lastName}`
}
