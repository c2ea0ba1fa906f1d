import type { HealthRenewal } from '../../../src-shared/contract/staff/health'
import { refuse } from '../../../src-shared/errors'
import { addDays, addMonthsToDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import { provisionalMonths } from '../../../src-shared/rules/vaccination'
import type { StaffCtx } from '../../kernel/context'
import { worksFor } from '../organisation'
import { enrolledChildren, endingPlans, endingRecords, type EnrolledChildRow } from './store-renewals'

/** How long before the end a renewal is asked. */
const noticeDays = 30
/** A baby has no compulsory vaccination before this age. */
const firstDoseMonths = 3

interface Found {
  kind: HealthRenewal['kind']
  childId: number
  on: LocalDate
  isOver: boolean
}

/**
 * What has to be renewed for the children enrolled now, the most urgent first. Reads dates only: nothing sealed is opened, and
 * no reason is said.
 */
export async function listRenewals(ctx: StaffCtx, structureId: number | null): Promise<HealthRenewal[]> {
  if (structureId !== null && !worksFor(ctx, structureId)) refuse('permission.missing')
  const structureIds = structureId === null ? ctx.actor.structureIds : [structureId]
  const children = new Map(
    (await enrolledChildren(ctx.db, ctx.today, structureIds)).map((child) => [child.childId, child]),
  )
  const until = addDays(ctx.today, noticeDays)
  const plans = await endingPlans(ctx.db, until)
  const records = new Map((await endingRecords(ctx.db)).map((row) => [row.childId, row]))
  const found: Found[] = [
    ...plans.map(({ childId, validTo }) => ({
      ...{ kind: 'care-plan' as const, childId, on: validTo, isOver: validTo < ctx.today },
    })),
    ...[...children.values()].flatMap((child) => [
      ...vaccineRenewal(child, records.get(child.childId), ctx.today, until),
      ...insuranceRenewal(child, records.get(child.childId), ctx.today, until),
    ]),
  ]
  return found
    .flatMap((one) => {
      const child = children.get(one.childId)
      return child ? [{ ...one, ...labelsOf(child) }] : []
    })
    .toSorted((left, right) => Number(right.isOver) - Number(left.isOver) || (left.on < right.on ? -1 : 1))
}

type Dates = { vaccinesDueOn: LocalDate | null; insuranceValidTo: LocalDate | null; knowsVaccines: boolean } | undefined

function vaccineRenewal(child: EnrolledChildRow, dates: Dates, today: LocalDate, until: LocalDate): Found[] {
  if (!child.birthDate) return []
  const knows = dates?.knowsVaccines === true
  const dueOn = knows ? dates.vaccinesDueOn : addMonthsToDate(child.birthDate, firstDoseMonths)
  if (dueOn === null || dueOn > until) return []
  // the child is received meanwhile: the limit is three months after it came, or after the dose was due
  const from = child.admittedOn > dueOn ? child.admittedOn : dueOn
  const on = addMonthsToDate(from, provisionalMonths)
  return [{ kind: knows ? 'vaccines' : 'vaccines-missing', childId: child.childId, on, isOver: on < today }]
}

function insuranceRenewal(child: EnrolledChildRow, dates: Dates, today: LocalDate, until: LocalDate): Found[] {
  const on = dates?.insuranceValidTo
  if (!on || on > until) return []
  return [{ kind: 'insurance', childId: child.childId, on, isOver: on < today }]
}

const labelsOf = ({ firstName, lastName, familyId, familyName, schoolName, classLevel }: EnrolledChildRow) => ({
  ...{ childName: `${firstName} ${lastName}`, familyId, familyName, schoolName: schoolName ?? '', classLevel },
})
