import type { z } from 'zod'
import type { Child, zChildFields } from '../../../src-shared/contract/staff/children'
import { refuse } from '../../../src-shared/errors'
import { groupBy } from '../../../src-shared/kernel/group-by'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { schoolYearOf } from '../../../src-shared/kernel/school-year'
import { authorisationLabels } from '../../../src-shared/labels/child'
import type { Ctx } from '../../kernel/context'
import { viewOf, writeAuthorisations, type AuthorisationValues } from './authorisations'
import { openNeeds, sealNeeds } from './needs'
import { refreshVaccinesDue } from './vaccinations'
import { familyChanged, familyIdsOfPerson, refreshSearchText, requireFamily } from '../families'
import {
  authorisationRows,
  childrenById,
  childrenInFamily,
  contactsOf,
  familiesOfChildren,
  hasActiveEnrolment,
  type ChildPersonRow,
} from './store'

export type ChildFields = z.output<typeof zChildFields>
/** What is said of a child when its file is opened; the details may come later. */
export type NewChild = z.input<typeof zChildFields>

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
  'birthPlace',
  'swimming',
  'needs',
  'needsNote',
] as const

async function describe(ctx: Ctx, rows: readonly ChildPersonRow[]): Promise<Child[]> {
  const ids = rows.map(({ id }) => id)
  const families = groupBy(await familiesOfChildren(ctx, ids), ({ childId }) => childId)
  const contacts = groupBy(await contactsOf(ctx, ids), ({ childId }) => childId)
  const present = (await authorisationRows(ctx, ids)).filter(({ isCurrent }) => Boolean(isCurrent))
  const authorisations = groupBy(present, ({ childId }) => childId)
  return rows.map(({ needsSealed, archivedAt, photoAt, ...row }) => ({
    ...row,
    ...openNeeds(ctx.services.cipher, row.id, needsSealed),
    isArchived: archivedAt !== null,
    photo: photoAt === null ? null : photoAddress(row.id, photoAt),
    authorisations: (authorisations.get(row.id) ?? []).map(viewOf),
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

/** Changes with the picture, so that a browser never shows the previous one. */
const photoAddress = (childId: number, at: string) => `/files/children/${childId}/photo?of=${at.replace(/\D/g, '')}`

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

export async function createChild(ctx: Ctx, familyId: number, fields: NewChild): Promise<number> {
  await requireFamily(ctx, familyId)
  const { firstName, lastName, birthDate, sex, birthPlace = '' } = fields
  const id = await ctx.db.insert('person', {
    civility: '',
    firstName,
    lastName,
    birthName: '',
    birthDate,
    sex,
    birthCommuneName: birthPlace,
    email: '',
    phone: '',
    mobile: '',
    acceptsEmail: false,
    acceptsSms: false,
    version: 1,
  })
  const { schoolId, classLevel, className, diet, leavesAlone, imageConsent, swimming = '' } = fields
  const { needs = [], needsNote = '' } = fields
  await ctx.db.insert('child', {
    ...{ id, schoolId, classLevel, className, diet, leavesAlone, imageConsent, swimming },
    schoolYear: classLevel === '' ? '' : schoolYearOf(ctx.today),
    needsSealed: sealNeeds(ctx.services.cipher, id, { needs, needsNote }),
    version: 1,
  })
  const values = { 'leave-alone': leavesAlone, image: imageConsent }
  await writeAuthorisations(ctx, id, { values, since: ctx.today, decidedBy: '' })
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
  const changed = childFieldNames.filter((field) => String(present[field]) !== String(fields[field]))
  const movesClass = present.schoolId !== fields.schoolId || present.classLevel !== fields.classLevel
  const schoolYear = movesClass ? String(schoolYearOf(ctx.today)) : present.schoolYear
  const done = await ctx.db.run`update child set school_id = ${fields.schoolId}, class_level = ${fields.classLevel},
    class_name = ${fields.className}, diet = ${fields.diet}, swimming = ${fields.swimming}, school_year = ${schoolYear},
    needs_sealed = ${sealNeeds(ctx.services.cipher, childId, fields)}, version = version + 1
    where id = ${childId} and version = ${version}`
  if (done === 0) refuse('record.changed-meanwhile')
  await ctx.db.run`update person set first_name = ${fields.firstName}, last_name = ${fields.lastName},
    birth_date = ${fields.birthDate}, sex = ${fields.sex}, birth_commune_name = ${fields.birthPlace},
    version = version + 1 where id = ${childId}`
  const values = {
    ...(present.leavesAlone === fields.leavesAlone ? {} : { 'leave-alone': fields.leavesAlone }),
    ...(present.imageConsent === fields.imageConsent ? {} : { image: fields.imageConsent }),
  }
  await writeAuthorisations(ctx, childId, { values, since: ctx.today, decidedBy: '' })
  if (present.birthDate !== fields.birthDate) await refreshVaccinesDue(ctx, childId)
  await refreshSearchText(ctx, await familyIdsOfPerson(ctx, childId))
  await childChanged(ctx, childId)
  return changed
}

/** What was authorised or refused, from a day on. Returns the names of the kinds that changed. */
export async function saveAuthorisations(
  ctx: Ctx,
  {
    childId,
    familyId,
    ...decision
  }: { childId: number; familyId: number; values: AuthorisationValues; since: LocalDate; decidedBy: string },
): Promise<{ name: string; changed: string[] }> {
  const child = await requireChildOf(ctx, childId, familyId)
  const changed = await writeAuthorisations(ctx, childId, decision)
  if (changed.length > 0) {
    await ctx.db.run`update child set version = version + 1 where id = ${childId}`
    await childChanged(ctx, childId)
  }
  return { name: nameOf(child), changed: changed.map((kind) => authorisationLabels[kind]) }
}

/** The school and class of a year, for whoever was admitted there. */
export async function placeInSchool(
  ctx: Ctx,
  childId: number,
  { schoolId, classLevel, schoolYear }: { schoolId: number; classLevel: string; schoolYear: string },
): Promise<void> {
  const done = await ctx.db.run`update child set school_id = ${schoolId}, class_level = ${classLevel}, class_name = '',
    school_year = ${schoolYear}, archived_at = ${null}, version = version + 1 where id = ${childId}`
  if (done === 0) refuse('record.not-found')
  await childChanged(ctx, childId)
}

/** A child who left the town's schools, or who comes back. */
export async function archiveChild(
  ctx: Ctx,
  { childId, familyId, version, archived }: { childId: number; familyId: number; version: number; archived: boolean },
): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  const done = await ctx.db.run`update child set archived_at = ${archived ? ctx.now : null}, version = version + 1
    where id = ${childId} and version = ${version}`
  if (done === 0) refuse('record.changed-meanwhile')
  await childChanged(ctx, childId)
  return nameOf(child)
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
