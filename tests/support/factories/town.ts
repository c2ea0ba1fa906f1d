import { hashPassword, hashToken } from '../../../src-main/modules/accounts'
import { calendarOf } from '../../../src-main/modules/organisation'
import type { Ctx } from '../../../src-main/kernel/context'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { datesBetween, dayOfWeek, localDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { roles, type Role } from '../../../src-shared/permissions'
import { dayKind } from '../../../src-shared/rules/calendar'
import { insertActivities, type TownActivities } from './activities'

/** The password of every account of the small town. */
export const townPassword = 'un mot de passe de test'

// Weak on purpose: a test is not a thief. The format says so, and verification follows it.
let quickHash: Promise<string> | undefined
export const quickPasswordHash = () => (quickHash ??= hashPassword(townPassword, { N: 2 ** 10, r: 8, p: 1 }))

export interface SmallTownOptions {
  /** First and last day of the openings; both months around the clock of the tests by default. */
  openFrom?: LocalDate
  openTo?: LocalDate
  /** Places of the 6-11 group of the leisure centre, each Wednesday. */
  leisureCapacity?: number
  mode?: 'production' | 'demonstration'
}

/**
 * A small complete town: a school with its canteen (automatic) and after-school care, a leisure centre (agent, waiting
 * list, few places), prices by quotient, at an effort rate and fixed, two families, one account of each role.
 */
export async function smallTown(ctx: Ctx, options: SmallTownOptions = {}) {
  await insertTown(ctx, options.mode ?? 'production')
  const school = await insertStructure(ctx, { code: 'ZAY', name: 'École Jean-Zay', kind: 'school', position: 1 })
  const centre = await insertStructure(ctx, { code: 'CAB', name: 'Les Cabanes', kind: 'leisure', position: 2 })
  const activities = await insertActivities(ctx, { school, centre })
  await insertOpenings(ctx, activities, options)
  const berthelot = await insertBerthelot(ctx, school)
  const diallo = await insertDiallo(ctx, school)
  const enrolments = await insertEnrolments(ctx, activities, berthelot, diallo)
  const staff = await insertStaff(ctx)
  const parent = await insertParent(ctx, berthelot.sarah, berthelot.id)
  return { school, centre, ...activities, berthelot, diallo, enrolments, staff, parent }
}
export type SmallTown = Awaited<ReturnType<typeof smallTown>>

export async function insertTown(
  ctx: Ctx,
  mode: 'production' | 'demonstration' = 'production',
  settings: unknown = {},
) {
  await ctx.db.insert('town', {
    id: 1,
    name: 'Ville d’Aubrelles',
    mode,
    schoolZone: 'A',
    alsaceMoselle: false,
    addressLine: '1 place de la Mairie',
    postalCode: '99120',
    city: 'Aubrelles',
    phone: '0536491240',
    email: 'enfance@aubrelles.invalid',
    openingHours: 'Du lundi au vendredi, de 9 h à 17 h',
    accentColour: null,
    settings: JSON.stringify(settings),
    version: 1,
  })
}

export function insertStructure(
  ctx: Ctx,
  row: { code: string; name: string; kind: 'school' | 'leisure' | 'sport' | 'nursery'; position: number },
) {
  const empty = { description: '', address: '', phone: '', email: '', archivedAt: null }
  return ctx.db.insert('structure', { ...row, ...empty, version: 1 })
}

async function insertOpenings(ctx: Ctx, town: TownActivities, options: SmallTownOptions) {
  const from = options.openFrom ?? localDate('2026-11-02')
  const to = options.openTo ?? localDate('2027-01-31')
  const calendar = calendarOf('A', false)
  const { canteen, evening, leisure } = town
  const rows = datesBetween(from, to).flatMap((date) => {
    const kind = dayKind(date, calendar)
    const one = (activityId: number, groupId: number, slotId: number, capacity: number | null) => ({
      activityId,
      groupId,
      slotId,
      date,
      capacity,
      taken: 0,
      staffPlanned: null,
    })
    if (kind === 'school') {
      return [
        one(canteen.id, canteen.nursery, canteen.midday, 60),
        one(canteen.id, canteen.primary, canteen.midday, 60),
        one(evening.id, evening.all, evening.care, null),
      ]
    }
    if (kind !== 'wednesday' && (kind !== 'small-holidays' || dayOfWeek(date) > 5)) return []
    const places = options.leisureCapacity ?? 8
    return [leisure.morning, leisure.day].flatMap((slot) => [
      one(leisure.id, leisure.little, slot, 8),
      one(leisure.id, leisure.big, slot, places),
    ])
  })
  await ctx.db.insertMany('opening', rows)
}

async function insertFamily(ctx: Ctx, row: { number: number; name: string; searchText: string }) {
  return ctx.db.insert('family', {
    ...row,
    addressLine1: '12 rue des Tilleuls',
    addressLine2: '',
    postalCode: '99120',
    city: 'Aubrelles',
    resident: true,
    invoiceDelivery: 'portal',
    directDebit: false,
    staffNote: '',
    archivedAt: null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    version: 1,
  })
}

interface PersonOptions {
  civility?: 'M' | 'Mme' | ''
  birthDate?: string
  sex?: 'F' | 'M' | ''
  acceptsEmail?: boolean
}

export async function insertPerson(ctx: Ctx, firstName: string, lastName: string, options: PersonOptions = {}) {
  const plain = normalizeSearch(`${firstName} ${lastName}`).replaceAll(' ', '.')
  return ctx.db.insert('person', {
    civility: options.civility ?? '',
    firstName,
    lastName,
    birthName: '',
    birthDate: options.birthDate ?? null,
    sex: options.sex ?? '',
    email: options.birthDate ? '' : `${plain}@courriel.invalid`,
    phone: '',
    mobile: options.birthDate ? '' : '0600000000',
    acceptsEmail: options.acceptsEmail ?? options.birthDate === undefined,
    acceptsSms: false,
    version: 1,
  })
}

export async function insertChild(
  ctx: Ctx,
  child: {
    familyId: number
    firstName: string
    lastName: string
    birthDate: string
    schoolId: number
    classLevel: string
  },
) {
  const id = await insertPerson(ctx, child.firstName, child.lastName, { birthDate: child.birthDate })
  await ctx.db
    .run`insert into child (id, school_id, class_level, class_name, diet, leaves_alone, image_consent, version)
    values (${id}, ${child.schoolId}, ${child.classLevel}, '', '', ${false}, ${true}, 1)`
  await insertMember(ctx, child.familyId, id, 'child')
  return id
}

export function insertMember(ctx: Ctx, familyId: number, personId: number, role: 'guardian' | 'child', holder = false) {
  return ctx.db.insert('family_member', { familyId, personId, role, accountHolder: holder, position: 0 })
}

async function insertBerthelot(ctx: Ctx, schoolId: number) {
  const searchText = normalizeSearch('Berthelot Sarah Julien Lina Hugo 1001')
  const id = await insertFamily(ctx, { number: 1001, name: 'Berthelot', searchText })
  const sarah = await insertPerson(ctx, 'Sarah', 'Berthelot', { civility: 'Mme', sex: 'F' })
  const julien = await insertPerson(ctx, 'Julien', 'Berthelot', { civility: 'M', sex: 'M', acceptsEmail: false })
  await insertMember(ctx, id, sarah, 'guardian', true)
  await insertMember(ctx, id, julien, 'guardian')
  const common = { familyId: id, lastName: 'Berthelot', schoolId }
  const lina = await insertChild(ctx, { ...common, firstName: 'Lina', birthDate: '2018-05-14', classLevel: 'CE2' })
  const hugo = await insertChild(ctx, { ...common, firstName: 'Hugo', birthDate: '2022-02-03', classLevel: 'MS' })
  await insertQuotient(ctx, id, 612, '2026-01-01')
  return { id, sarah, julien, lina, hugo }
}

/** A family whose quotient nobody knows: it pays the highest price, and is told why. */
async function insertDiallo(ctx: Ctx, schoolId: number) {
  const id = await insertFamily(ctx, {
    number: 1002,
    name: 'Diallo',
    searchText: normalizeSearch('Diallo Mariama Awa 1002'),
  })
  const mariama = await insertPerson(ctx, 'Mariama', 'Diallo', { civility: 'Mme', sex: 'F' })
  await insertMember(ctx, id, mariama, 'guardian', true)
  const child = { familyId: id, firstName: 'Awa', lastName: 'Diallo', birthDate: '2017-09-20', classLevel: 'CM1' }
  const awa = await insertChild(ctx, { ...child, schoolId })
  return { id, mariama, awa }
}

export function insertQuotient(
  ctx: Ctx,
  familyId: number,
  value: number,
  validFrom: string,
  validTo: string | null = null,
) {
  const row = { familyId, kind: 'caf', value, validFrom, validTo, source: 'Attestation CAF', createdAt: ctx.now }
  return ctx.db.insert('family_quotient', row)
}

export function insertEnrolment(
  ctx: Ctx,
  row: {
    childId: number
    familyId: number
    activityId: number
    groupId: number
    startDate?: string
    endDate?: string | null
  },
) {
  const { startDate = '2026-09-01', endDate = null, ...rest } = row
  return ctx.db.insert('enrolment', { ...rest, status: 'active', startDate, endDate, createdAt: ctx.now, version: 1 })
}

async function insertEnrolments(
  ctx: Ctx,
  { canteen, evening, leisure }: TownActivities,
  berthelot: { id: number; lina: number; hugo: number },
  diallo: { id: number; awa: number },
) {
  const enrol = (familyId: number, childId: number, activityId: number, groupId: number) =>
    insertEnrolment(ctx, { familyId, childId, activityId, groupId })
  return {
    linaCanteen: await enrol(berthelot.id, berthelot.lina, canteen.id, canteen.primary),
    linaLeisure: await enrol(berthelot.id, berthelot.lina, leisure.id, leisure.big),
    linaEvening: await enrol(berthelot.id, berthelot.lina, evening.id, evening.all),
    hugoCanteen: await enrol(berthelot.id, berthelot.hugo, canteen.id, canteen.nursery),
    hugoLeisure: await enrol(berthelot.id, berthelot.hugo, leisure.id, leisure.little),
    awaCanteen: await enrol(diallo.id, diallo.awa, canteen.id, canteen.primary),
    awaLeisure: await enrol(diallo.id, diallo.awa, leisure.id, leisure.big),
  }
}

export interface StaffAccount {
  id: number
  email: string
  /** An open session, for `caller(token)`. */
  token: string
}

/** One account of each role, each with an open session. */
async function insertStaff(ctx: Ctx): Promise<Record<Role, StaffAccount>> {
  const entries: [Role, StaffAccount][] = []
  for (const role of roles) entries.push([role, await insertStaffMember(ctx, { role })])
  return Object.fromEntries(entries) as Record<Role, StaffAccount>
}

export async function insertStaffMember(
  ctx: Ctx,
  {
    role,
    email = `${role}@aubrelles.invalid`,
    structureIds = [],
  }: { role: Role; email?: string; structureIds?: number[] },
): Promise<StaffAccount> {
  const id = await ctx.db.insert('staff', {
    email,
    firstName: 'Élise',
    lastName: `Marchand ${role}`,
    role,
    passwordHash: await quickPasswordHash(),
    disabled: false,
    failedCount: 0,
    lockedUntil: null,
    lastSignInAt: null,
    createdAt: ctx.now,
    version: 1,
  })
  for (const structureId of structureIds) await ctx.db.insert('staff_structure', { staffId: id, structureId })
  const token = `session-of-${email}`
  await ctx.db.run`insert into staff_session (token_hash, staff_id, created_at, expires_at, user_agent)
    values (${hashToken(token)}, ${id}, ${ctx.now}, ${addMinutesToInstant(ctx.now, 720)}, 'test')`
  return { id, email, token }
}

export interface ParentAccount {
  id: number
  login: string
  token: string
}

/** A parent's access to a family, with an open session. */
export async function insertParent(ctx: Ctx, personId: number, familyId: number): Promise<ParentAccount> {
  const login = `parent${personId}`
  await ctx.db.run`insert into portal_account (id, person_id, login, email, display_name, password_hash, family_ids,
      disabled, must_change_password, temporary_until, pending_email, step, welcomed_at, created_at, created_by,
      failed_count, locked_until, last_sign_in_at, version)
    values (${personId}, ${personId}, ${login}, ${`${login}@courriel.invalid`}, 'Sarah Berthelot', ${await quickPasswordHash()},
      ${JSON.stringify([familyId])}, ${false}, ${false}, ${null}, '', '', ${ctx.now}, ${ctx.now}, '', 0, ${null}, ${null}, 1)`
  const token = `session-of-${login}`
  await ctx.db.run`insert into portal_session (token_hash, account_id, family_id, created_at, expires_at, user_agent)
    values (${hashToken(token)}, ${personId}, ${familyId}, ${ctx.now}, ${addMinutesToInstant(ctx.now, 720)}, 'test')`
  return { id: personId, login, token }
}
