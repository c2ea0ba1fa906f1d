import type { z } from 'zod'
import type { zGuardianFields } from '../../../src-shared/contract/staff/families'
import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import { requireFamily, familyChanged } from './service'
import { familyIdsOfPerson, guardianRows, refreshSearchText, type GuardianRow } from './store'

export type GuardianFields = z.output<typeof zGuardianFields>

const personFields = [
  'civility',
  'firstName',
  'lastName',
  'birthName',
  'birthDate',
  'email',
  'phone',
  'mobile',
  'acceptsEmail',
  'acceptsSms',
] as const

/** Adds a person as guardian. The first guardian of a family holds its account. */
export async function insertGuardian(ctx: Ctx, familyId: number, fields: GuardianFields): Promise<number> {
  const personId = await ctx.db.insert('person', { ...fields, sex: '', version: 1 })
  const present = await guardianRows(ctx, [familyId])
  await ctx.db.insert('family_member', {
    familyId,
    personId,
    role: 'guardian',
    accountHolder: !present.some(({ accountHolder }) => Boolean(accountHolder)),
    position: present.length,
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

async function requireGuardian(ctx: Ctx, familyId: number, personId: number): Promise<GuardianRow> {
  await requireFamily(ctx, familyId)
  const guardian = (await guardianRows(ctx, [familyId])).find(({ id }) => id === personId)
  return guardian ?? refuse('record.not-found')
}

/** Returns the names of the fields that changed; a person known to several families changes in all of them. */
export async function updateGuardian(
  ctx: Ctx,
  input: { familyId: number; personId: number; version: number; guardian: GuardianFields },
): Promise<string[]> {
  const { familyId, personId, version, guardian: fields } = input
  const present = await requireGuardian(ctx, familyId, personId)
  const changed = personFields.filter((field) => comparable(present[field]) !== comparable(fields[field]))
  const done = await ctx.db.run`update person set civility = ${fields.civility}, first_name = ${fields.firstName},
    last_name = ${fields.lastName}, birth_name = ${fields.birthName}, birth_date = ${fields.birthDate},
    email = ${fields.email}, phone = ${fields.phone}, mobile = ${fields.mobile},
    accepts_email = ${fields.acceptsEmail}, accepts_sms = ${fields.acceptsSms}, version = version + 1
    where id = ${personId} and version = ${version}`
  if (done === 0) refuse('record.changed-meanwhile')
  const families = await familyIdsOfPerson(ctx, personId)
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
