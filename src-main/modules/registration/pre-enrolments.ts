import { formatDate } from '../../../src-shared/format/date'
import type { NurseryPayload, PreEnrolmentStatus, SchoolPayload } from '../../../src-shared/contract/registration'
import type { PreEnrolment } from '../../../src-shared/contract/staff/registration'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import { ageInMonths, type LocalDate } from '../../../src-shared/kernel/local-date'
import { schoolYearOf, type SchoolYear } from '../../../src-shared/kernel/school-year'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import type { Ctx } from '../../kernel/context'
import { requireChildOf } from '../children'
import { familyIsVisible, requireFamily, visibleFamilies } from '../families'
import { listStructures, visibleStructures } from '../organisation'
import {
  countByStatus,
  dossierRows,
  dossierYears,
  insertDossier,
  noteDossier,
  type Dossier,
} from './store-pre-enrolments'
import { registrationChanged } from './yearly-file'
import { firstDayOf, yearsToAsk } from './years'

export type Kind = 'school' | 'nursery'
const youngestPupilMonths = 24

export interface Asked {
  familyId: number
  requestId: string | null
  submittedAt: Instant
}

const alive: readonly PreEnrolmentStatus[] = ['complete', 'committee', 'waiting', 'admitted']

interface Person {
  childId: number | null
  firstName: string
  lastName: string
  sex: 'F' | 'M' | ''
  birthDate: LocalDate | null
  expectedBirth: LocalDate | null
}

interface NewPerson {
  firstName: string
  lastName: string
  sex: 'F' | 'M' | ''
  birthDate: LocalDate | null
  expectedBirth?: LocalDate | null
}

async function personOf(
  ctx: Ctx,
  familyId: number,
  { childId, newChild }: { childId: number | null; newChild: NewPerson | null },
): Promise<Person> {
  if (childId !== null) {
    const { firstName, lastName, sex, birthDate } = await requireChildOf(ctx, childId, familyId)
    return { childId, firstName, lastName, sex, birthDate, expectedBirth: null }
  }
  if (newChild === null) return refuse('record.not-found')
  const { firstName, lastName, sex, birthDate, expectedBirth = null } = newChild
  return { childId: null, firstName, lastName, sex, birthDate, expectedBirth }
}

/** Checks what a family asks for; used before a request is sent and again when a dossier is opened. */
export async function checkSchool(ctx: Ctx, familyId: number, form: SchoolPayload): Promise<Person> {
  const { schoolYear: year, wishes } = form
  if (!yearsToAsk(ctx.today).includes(year)) refuse('pre-enrolment.closed-year', { year })
  await checkWishes(ctx, 'school', wishes)
  const person = await personOf(ctx, familyId, form)
  if (person.birthDate !== null && ageInMonths(person.birthDate, firstDayOf(year)) < youngestPupilMonths) {
    refuse('pre-enrolment.too-young')
  }
  await refuseTwice(ctx, 'school', familyId, person, year)
  return person
}

export async function checkNursery(ctx: Ctx, familyId: number, form: NurseryPayload): Promise<Person> {
  await checkWishes(ctx, 'nursery', form.wishes)
  const person = await personOf(ctx, familyId, form)
  const born = person.birthDate ?? person.expectedBirth
  if (born !== null && form.wishedStart < born) refuse('pre-enrolment.start-before-birth')
  await refuseTwice(ctx, 'nursery', familyId, person, null)
  return person
}

async function checkWishes(ctx: Ctx, kind: Kind, wishes: readonly number[]): Promise<void> {
  const places = new Set(
    (await listStructures(ctx)).filter((one) => one.kind === kind && !one.isArchived).map(({ id }) => id),
  )
  if (wishes.some((id) => !places.has(id))) refuse('pre-enrolment.wrong-place')
}

async function refuseTwice(ctx: Ctx, kind: Kind, familyId: number, person: Person, year: SchoolYear | null) {
  const sameName = ({ firstName, lastName }: { firstName: string; lastName: string }) =>
    normalizeSearch(`${firstName} ${lastName}`)
  const same = (await dossierRows(ctx.db, { kind, familyId, ...(year === null ? {} : { year }) })).find(
    (one) =>
      alive.includes(one.status) &&
      (person.childId === null ? sameName(one) === sameName(person) : one.childId === person.childId),
  )
  if (same) refuse('pre-enrolment.exists')
}

export async function openSchoolDossier(ctx: Ctx, form: SchoolPayload, asked: Asked): Promise<number> {
  const person = await checkSchool(ctx, asked.familyId, form)
  const { schoolYear, classLevel, currentSchool, wishes, message } = form
  return open(ctx, {
    ...{ kind: 'school', ...asked, ...person, schoolYear, classLevel, currentSchool, message },
    ...{ wishes: JSON.stringify(wishes), wishedStart: null, weekly: '[]' },
  })
}

export async function openNurseryDossier(ctx: Ctx, form: NurseryPayload, asked: Asked): Promise<number> {
  const person = await checkNursery(ctx, asked.familyId, form)
  const { wishes, wishedStart, weekly, message } = form
  return open(ctx, {
    ...{
      kind: 'nursery',
      ...asked,
      ...person,
      schoolYear: schoolYearOf(wishedStart),
      classLevel: '',
      currentSchool: '',
    },
    ...{ wishes: JSON.stringify(wishes), wishedStart, weekly: JSON.stringify(weekly), message },
  })
}

async function open(ctx: Ctx, dossier: Parameters<typeof insertDossier>[1]): Promise<number> {
  const id = await insertDossier(ctx.db, dossier)
  await registrationChanged(ctx, dossier.familyId)
  return id
}

export async function structureNames(ctx: Ctx): Promise<Map<number, string>> {
  return new Map((await listStructures(ctx)).map(({ id, name }) => [id, name]))
}

export function viewOf(dossier: Dossier, names: ReadonlyMap<number, string>): PreEnrolment {
  return {
    ...dossier,
    wishes: dossier.wishes.map((id) => ({ id, name: names.get(id) ?? '' })),
    structureName: dossier.structureId === null ? '' : (names.get(dossier.structureId) ?? ''),
  }
}

interface ListInput {
  kind: Kind
  status: PreEnrolmentStatus | null
  year: SchoolYear | null
  structureId: number | null
  search: string
  familyId: number | null
}

export async function listDossiers(ctx: Ctx, input: ListInput) {
  const { kind, status, year, structureId, search, familyId } = input
  const names = await structureNames(ctx)
  const rows = await dossierRows(ctx.db, {
    kind,
    visible: visibleFamilies(ctx),
    words: normalizeSearch(search).split(' ').filter(Boolean),
    ...(status === null ? {} : { status }),
    ...(year === null ? {} : { year }),
    ...(familyId === null ? {} : { familyId }),
  })
  const wanted = rows.filter((one) => structureId === null || one.wishes.includes(structureId))
  return {
    years: await dossierYears(ctx.db, kind),
    structures: (await visibleStructures(ctx))
      .filter((one) => one.kind === kind && !one.isArchived)
      .map(({ id, name }) => ({ id, name })),
    counts: await countByStatus(ctx.db, kind, visibleFamilies(ctx)),
    lines: wanted.map((one) => viewOf(one, names)),
  }
}

/** The dossier, where the caller may see its family. */
export async function findDossier(ctx: Ctx, id: number): Promise<Dossier> {
  const [dossier] = await dossierRows(ctx.db, { id })
  if (!dossier || !(await familyIsVisible(ctx, dossier.familyId))) return refuse('record.not-found')
  return dossier
}

export async function noteOf(
  ctx: Ctx,
  input: { id: number; version: number; points: number | null; priorityNote: string },
): Promise<PreEnrolment> {
  const { familyId } = await findDossier(ctx, input.id)
  await requireFamily(ctx, familyId)
  if (!(await noteDossier(ctx.db, input))) refuse('record.changed-meanwhile')
  return viewOf(await findDossier(ctx, input.id), await structureNames(ctx))
}

/** One line for the agent: who, from when, on which days. */
export function needWords({ weekly, wishedStart }: Pick<Dossier, 'weekly' | 'wishedStart'>): string {
  const start = wishedStart === null ? '' : `à partir du ${formatDate(wishedStart)}`
  const days = weekly.length === 0 ? '' : `${weekly.length}\u00A0jours par semaine`
  return [start, days].filter(Boolean).join(', ')
}
