import type { MonthReport, ReportFigures } from '../../../src-shared/contract/staff/reports'
import { refuse } from '../../../src-shared/errors'
import { cents } from '../../../src-shared/kernel/money'
import { joinFrench } from '../../../src-shared/format/text'
import { addMonths, daysOfMonth, firstDay, lastDay, type YearMonth } from '../../../src-shared/kernel/year-month'
import { publicHolidayName } from '../../../src-shared/rules/calendar'
import { quotientOn } from '../../../src-shared/rules/quotient'
import type { Ctx } from '../../kernel/context'
import { loadActivities, type Activity } from '../activities'
import { quotientsOf, visibleFamilies } from '../families'
import { readTown, visibleStructures } from '../organisation'
import { activityNames, allMeals, attendanceRows, countStates, occupancyRows, serviceRows } from './attendance'
import { bandRows, countOf, incomeParts, incomeRows, moneyOf, overdueRows, type IncomePart } from './income'
import { billingFact, bookingCounts, childCounts, invoiceFacts, lineSums, openingCounts, overdueFacts } from './store'

/** The director's month, for one structure or for all those of the caller. */
export async function readMonth(ctx: Ctx, month: YearMonth, structureId: number | null): Promise<MonthReport> {
  const town = await readTown(ctx)
  const all = await visibleStructures(ctx)
  const structures = all.filter(({ id }) => structureId === null || id === structureId)
  if (structures.length === 0) refuse('record.not-found')
  const kept = new Set(structures.map(({ id }) => id))
  const activities = (await loadActivities(ctx)).filter((activity) => kept.has(activity.structureId))
  const sources = await readAttendance(ctx, activities, month)
  const parts = await readIncome(ctx, activities, month)
  const quotients = await quotientsOf(ctx, [...new Set(parts.map(({ familyId }) => familyId))])
  const quotientOf = (familyId: number) => quotientOn(quotients.get(familyId) ?? [], lastDay(month))?.value ?? null
  const names = activityNames(activities, structures)
  const dates = daysOfMonth(month)
  const openDates = new Set(sources.openings.map(({ date }) => date))
  const isWhole = structureId === null && (ctx.actor.kind !== 'staff' || ctx.actor.structureIds === null)
  return {
    ...{ month, today: ctx.today, townName: town.name },
    scope: isWhole ? 'Toutes les structures' : joinFrench(structures.map(({ name }) => name)),
    billing: await readBilling(ctx, month),
    figures: figuresOf(ctx, sources, parts),
    previous: await figuresOfMonth(ctx, activities, addMonths(month, -1)),
    attendance: attendanceRows(sources, structures),
    occupancy: occupancyRows(sources, names.ofSlot),
    days: dates.map((date) => ({
      ...{ date, isOpen: openDates.has(date) },
      label: publicHolidayName(date, { alsaceMoselle: town.alsaceMoselle }) ?? '',
    })),
    services: serviceRows(sources, dates),
    income: incomeRows(
      parts,
      activities.map((activity) => ({ id: activity.id, name: names.full(activity) })),
    ),
    bands: parts.length === 0 ? [] : bandRows(parts, quotientOf),
    overdue: overdueRows(await overdueFacts(ctx.db, ctx.today, visibleFamilies(ctx)), ctx.today),
  }
}

async function readAttendance(ctx: Ctx, activities: readonly Activity[], month: YearMonth) {
  const span = { from: firstDay(month), to: lastDay(month), activityIds: activities.map(({ id }) => id) }
  return {
    activities,
    today: ctx.today,
    counts: await bookingCounts(ctx.db, span),
    openings: await openingCounts(ctx.db, span),
    children: await childCounts(ctx.db, span),
  }
}

async function readIncome(ctx: Ctx, activities: readonly Activity[], month: YearMonth): Promise<IncomePart[]> {
  const kept = new Set(activities.map(({ id }) => id))
  const parts = incomeParts(await invoiceFacts(ctx.db, month), await lineSums(ctx.db, month))
  return parts.filter(({ activityId }) => kept.has(activityId))
}

async function figuresOfMonth(ctx: Ctx, activities: readonly Activity[], month: YearMonth): Promise<ReportFigures> {
  return figuresOf(ctx, await readAttendance(ctx, activities, month), await readIncome(ctx, activities, month))
}

type Sources = Awaited<ReturnType<typeof readAttendance>>

function figuresOf(
  ctx: Ctx,
  { activities, counts, openings, children }: Sources,
  parts: readonly IncomePart[],
): ReportFigures {
  return {
    ...countStates(counts, ctx.today, allMeals(activities)),
    ...moneyOf(parts),
    children: children.get(0) ?? 0,
    openDays: new Set(openings.map(({ date }) => date)).size,
    invoices: countOf(parts, ({ invoiceId }) => invoiceId),
  }
}

async function readBilling(ctx: Ctx, month: YearMonth): Promise<MonthReport['billing']> {
  const run = await billingFact(ctx.db, month)
  if (!run) return { status: 'open', issuedAt: null, draftCents: cents(0) }
  return {
    status: run.status === 'issued' ? 'issued' : 'draft',
    issuedAt: run.issuedAt,
    draftCents: cents(run.draftCents),
  }
}
