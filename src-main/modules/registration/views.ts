import type { OfferView, RegistrationView } from '../../../src-shared/contract/portal/views-registration'
import { dayOfWeek } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import { loadActivities } from '../activities'
import { listStructures, readTown } from '../organisation'
import { enrolmentRules, ordinaryRules } from './enrolment-requests'
import { readFiles } from './facts'
import { dossierName } from './pre-enrolment-words'
import { structureNames } from './pre-enrolments'
import { fileRows } from './store'
import { openDays, patternRows } from './store-enrolments'
import { dossierRows } from './store-pre-enrolments'
import { yearsStopped } from './yearly-file'
import { demandedYears, dueOnOf, fileYear, yearsToAsk } from './years'

/** The registration of a family as its portal shows it; null for a family that does not exist. */
export async function buildRegistration(ctx: Ctx, familyId: number): Promise<RegistrationView | null> {
  const { registration } = (await readTown(ctx)).settings
  const year = fileYear(registration, ctx.today)
  const [known] = await readFiles(ctx, [familyId], year)
  if (!known) return null
  const [row] = await fileRows(ctx.db, [familyId], year)
  const { sections, complete, percent, missing } = known.status
  const isDemanded = demandedYears(registration, ctx.today).includes(year)
  return {
    ...{ year, complete, percent, missing: [...missing], dueOn: dueOnOf(registration, year) },
    sections: sections.map((one) => ({ ...one, missing: [...one.missing], advice: [...one.advice] })),
    submittedAt: row?.submittedAt ?? null,
    submittedBy: row?.submittedBy ?? '',
    exempted: row?.exempted ?? false,
    limitsAccess: registration.limitsAccess && isDemanded && !complete && row?.exempted !== true,
    stopsBookingIn: await yearsStopped(ctx, familyId),
    dossiers: await dossiersOf(ctx, familyId),
    regularEnrolments: (await patternRows(ctx.db, familyId)).map(({ enrolmentId }) => enrolmentId),
  }
}

async function dossiersOf(ctx: Ctx, familyId: number): Promise<RegistrationView['dossiers']> {
  const names = await structureNames(ctx)
  const rows = await dossierRows(ctx.db, { familyId })
  return rows
    .toSorted((left, right) => (left.submittedAt > right.submittedAt ? -1 : 1))
    .map((one) => ({
      ...{ id: one.id, kind: one.kind, childName: dossierName(one), schoolYear: one.schoolYear },
      ...{ classLevel: one.classLevel, wishedStart: one.wishedStart, status: one.status, rank: one.rank },
      ...{ committeeDate: one.committeeDate, admittedFrom: one.admittedFrom, reason: one.reason },
      ...{ submittedAt: one.submittedAt, decidedAt: one.decidedAt },
      wishes: one.wishes.map((id) => names.get(id) ?? ''),
      structureName: one.structureId === null ? '' : (names.get(one.structureId) ?? ''),
    }))
}

/** What families may ask to be enrolled in. */
export async function buildOffer(ctx: Ctx): Promise<OfferView> {
  const structures = (await listStructures(ctx)).filter(({ isArchived }) => !isArchived)
  const places = (kind: 'school' | 'nursery') =>
    structures.filter((one) => one.kind === kind).map(({ id, name, address }) => ({ id, name, address }))
  return {
    schoolYears: yearsToAsk(ctx.today),
    schools: places('school'),
    nurseries: places('nursery'),
    activities: await offeredActivities(ctx, new Map(structures.map(({ id, name }) => [id, name]))),
  }
}

async function offeredActivities(ctx: Ctx, names: ReadonlyMap<number, string>): Promise<OfferView['activities']> {
  const rules = await enrolmentRules(ctx)
  const offered = (await loadActivities(ctx)).flatMap((activity) => {
    const { decision, modes } = rules.get(activity.id) ?? ordinaryRules
    const isOpen = activity.onPortal && !activity.isArchived && activity.validTo >= ctx.today
    return isOpen && decision !== 'closed' ? [{ activity, decision, modes }] : []
  })
  const weekdays = await weekdaysOf(
    ctx,
    offered.map(({ activity }) => activity.id),
  )
  return offered.map(({ activity, decision, modes }) => ({
    ...{ id: activity.id, name: activity.name, kind: activity.kind, decision, modes },
    structureName: names.get(activity.structureId) ?? '',
    ...{ validFrom: activity.validFrom, validTo: activity.validTo, residentsOnly: activity.residentsOnly },
    ...{ minAgeMonths: activity.minAgeMonths, maxAgeMonths: activity.maxAgeMonths },
    classLevels: classLevelsOf(activity.groups),
    slots: activity.slots.map(({ id, name, startTime, endTime }) => ({
      ...{ id, name, startTime, endTime },
      weekdays: [...(weekdays.get(id) ?? [])].toSorted((left, right) => left - right),
    })),
  }))
}

/** Empty = every class is received. */
function classLevelsOf(groups: readonly { classLevels: readonly string[] }[]): string[] {
  return groups.some(({ classLevels }) => classLevels.length === 0)
    ? []
    : [...new Set(groups.flatMap(({ classLevels }) => classLevels))]
}

async function weekdaysOf(ctx: Ctx, activityIds: readonly number[]): Promise<Map<number, Set<number>>> {
  const days = new Map<number, Set<number>>()
  if (activityIds.length === 0) return days
  for (const { slotId, date } of await openDays(ctx.db, activityIds, ctx.today)) {
    const own = days.get(slotId) ?? new Set()
    own.add(dayOfWeek(date))
    days.set(slotId, own)
  }
  return days
}
