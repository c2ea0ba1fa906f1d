import type { z } from 'zod'
import type { Child, zChildFields } from '../../../src-shared/contract/staff/children'
import { refuse } from '../../../src-shared/errors'
import { groupBy } from '../../../src-shared/kernel/group-by'
import type { Ctx } from '../../kernel/context'
import { familyChanged, familyIdsOfPerson, refreshSearchText, requireFamily } from '../families'
import {
  childrenById,
  childrenInFamily,
  contactsOf,
  familiesOfChildren,
  hasActiveEnrolment,
  type ChildPersonRow,
} from './store'

export type ChildFields = z.output<typeof zChildFields>

const childFieldNames = [
  'firstName',
  'lastName',
  'birthDate',
  'sex',
  'schoolId',
  'classLevel',
  'className',
  'diet',
  'leavesAlone',
  'imageConsent',
] as const

async function describe(ctx: Ctx, rows: readonly ChildPersonRow[]): Promise<Child[]> {
  const ids = rows.map(({ id }) => id)
  const families = groupBy(await familiesOfChildren(ctx, ids), ({ childId }) => childId)
  const contacts = groupBy(await contactsOf(ctx, ids), ({ childId }) => childId)
  return rows.map((row) => ({
    ...row,
    today: ctx.today,
    schoolName: row.schoolName ?? '',
    leavesAlone: Boolean(row.leavesAlone),
    imageConsent: Boolean(row.imageConsent),
    families: (families.get(row.id) ?? []).map(({ id, number, name }) => ({ id, number, name })),
    contacts: (contacts.get(row.id) ?? []).map((contact) => ({
      ...contact,
      mayCollect: Boolean(contact.mayCollect),
      emergency: Boolean(contact.emergency),
      forbidden: Boolean(contact.forbidden),
    })),
  }))
}

/** Children of a family, the eldest first, with their other family where they have one. */
export async function childrenOfFamily(ctx: Ctx, familyId: number): Promise<Child[]> {
  return describe(ctx, await childrenInFamily(ctx, familyId))
}

export async function readChild(ctx: Ctx, id: number): Promise<Child> {
  const [child] = await describe(ctx, await childrenById(ctx, [id]))
  return child ?? refuse('record.not-found')
}

/** The child, in a family that this person may change; refuses `child.not-in-family`. */
export async function requireChildOf(ctx: Ctx, childId: number, familyId: number): Promise<Child> {
  await requireFamily(ctx, familyId)
  const child = await readChild(ctx, childId)
  if (!child.families.some(({ id }) => id === familyId)) refuse('child.not-in-family')
  return child
}

export const nameOf = (child: { firstName: string; lastName: string }) => `${child.firstName} ${child.lastName}`

/** A change of a child concerns each of its families. */
export async function childChanged(ctx: Ctx, childId: number): Promise<void> {
  await familyChanged(ctx, ...(await familyIdsOfPerson(ctx, childId)))
}

export async function createChild(ctx: Ctx, familyId: number, fields: ChildFields): Promise<number> {
  await requireFamily(ctx, familyId)
  const { firstName, lastName, birthDate, sex, ...rest } = fields
  const id = await ctx.db.insert('person', {
    civility: '',
    firstName,
    lastName,
    birthName: '',
    birthDate,
    sex,
    email: '',
    phone: '',
    mobile: '',
    acceptsEmail: false,
    acceptsSms: false,
    version: 1,
  })
  await ctx.db.insert('child', { id, ...rest, version: 1 })
  await addMember(ctx, familyId, id)
  await refreshSearchText(ctx, [familyId])
  await familyChanged(ctx, familyId)
  return id
}

async function addMember(ctx: Ctx, familyId: number, personId: number): Promise<void> {
  const row = await ctx.db.one<{
    last: number | null
  }>`select max(position) as last from family_member where family_id = ${familyId}`
  const position = Number(row?.last ?? -1) + 1
  await ctx.db.insert('family_member', { familyId, personId, role: 'child', accountHolder: false, position })
}

export async function updateChild(
  ctx: Ctx,
  {
    childId,
    familyId,
    version,
    child: fields,
  }: { childId: number; familyId: number; version: number; child: ChildFields },
): Promise<string[]> {
  const present = await requireChildOf(ctx, childId, familyId)
  const changed = childFieldNames.filter((field) => present[field] !== fields[field])
  const done = await ctx.db.run`update child set school_id = ${fields.schoolId}, class_level = ${fields.classLevel},
    class_name = ${fields.className}, diet = ${fields.diet}, leaves_alone = ${fields.leavesAlone},
    image_consent = ${fields.imageConsent}, version = version + 1 where id = ${childId} and version = ${version}`
  if (done === 0) refuse('record.changed-meanwhile')
  await ctx.db.run`update person set first_name = ${fields.firstName}, last_name = ${fields.lastName},
    birth_date = ${fields.birthDate}, sex = ${fields.sex}, version = version + 1 where id = ${childId}`
  await refreshSearchText(ctx, await familyIdsOfPerson(ctx, childId))
  await childChanged(ctx, childId)
  return changed
}

/** Shared custody: the same child in a second family; nothing is copied. */
export async function linkChild(ctx: Ctx, childId: number, familyId: number): Promise<string> {
  await requireFamily(ctx, familyId)
  const child = await readChild(ctx, childId)
  if (child.families.some(({ id }) => id === familyId)) refuse('child.already-linked')
  await addMember(ctx, familyId, childId)
  await refreshSearchText(ctx, [familyId])
  await childChanged(ctx, childId)
  return nameOf(child)
}

export async function unlinkChild(ctx: Ctx, childId: number, familyId: number): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  if (child.families.length === 1) refuse('child.last-family')
  if (await hasActiveEnrolment(ctx, childId, familyId)) refuse('child.enrolled')
  await childChanged(ctx, childId)
  await ctx.db
    .run`delete from family_member where family_id = ${familyId} and person_id = ${childId} and role = 'child'`
  await refreshSearchText(ctx, [familyId])
  return nameOf(child)
}

export interface ContactFields {
  fullName: string
  relationship: string
  phone: string
  mayCollect: boolean
  emergency: boolean
  forbidden: boolean
  note: string
}

export async function saveContact(
  ctx: Ctx,
  {
    childId,
    familyId,
    contactId,
    contact,
  }: { childId: number; familyId: number; contactId: number | null; contact: ContactFields },
): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  if (contact.forbidden && contact.mayCollect) refuse('pickup.forbidden-may-collect')
  if (contactId === null) await ctx.db.insert('pickup_contact', { childId, familyId, ...contact })
  else {
    const done = await ctx.db
      .run`update pickup_contact set full_name = ${contact.fullName}, relationship = ${contact.relationship},
      phone = ${contact.phone}, may_collect = ${contact.mayCollect}, emergency = ${contact.emergency},
      forbidden = ${contact.forbidden}, note = ${contact.note} where id = ${contactId} and child_id = ${childId}`
    if (done === 0) refuse('record.not-found')
  }
  await childChanged(ctx, childId)
  return nameOf(child)
}

export async function removeContact(
  ctx: Ctx,
  { childId, familyId, contactId }: { childId: number; familyId: number; contactId: number },
): Promise<{ name: string; contact: string }> {
  const child = await requireChildOf(ctx, childId, familyId)
  const contact = child.contacts.find(({ id }) => id === contactId) ?? refuse('record.not-found')
  await ctx.db.run`delete from pickup_contact where id = ${contactId} and child_id = ${childId}`
  await childChanged(ctx, childId)
  return { name: nameOf(child), contact: contact.fullName }
}
