import type { BillingStep, homeContract, Home } from '../../../src-shared/contract/staff/home'
import { waitingKinds } from '../../../src-shared/contract/requests'
import { attendingStates } from '../../../src-shared/contract/staff/planning'
import { refuse } from '../../../src-shared/errors'
import { epochOf, parisTime, type Instant } from '../../../src-shared/kernel/instant'
import { addDays, daysBetween, monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import { addMonths } from '../../../src-shared/kernel/year-month'
import type { Permission } from '../../../src-shared/permissions'
import { dayKind, nextSchoolHoliday, publicHolidayName, schoolHolidayOn } from '../../../src-shared/rules/calendar'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx, StaffCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { loadCalendar, visibleStructures, worksFor } from '../organisation'
import { waitingRequests } from '../requests'
import { expectedOn } from './home-expected'
import {
  endingCarePlans,
  incompleteRows,
  lastBookedDay,
  mealRows,
  monthIsPaid,
  openInvoices,
  runOf,
} from './home-store'

/** How long before its end a care plan is to be renewed. */
const carePlanNoticeDays = 30

async function readHome(
  ctx: StaffCtx,
  { date = ctx.today, structureId }: { date?: LocalDate; structureId: number | null },
): Promise<Home> {
  if (structureId !== null && !worksFor(ctx, structureId)) refuse('permission.missing')
  const may = (permission: Permission) => ctx.actor.permissions.has(permission)
  const structures = (await visibleStructures(ctx)).filter(({ id }) => structureId === null || id === structureId)
  const calendar = await loadCalendar(ctx)
  const next = nextSchoolHoliday(date, calendar)
  const ids = structureId === null ? ctx.actor.structureIds : [structureId]
  return {
    ...{ date, today: ctx.today, time: parisTime(ctx.now), kind: dayKind(date, calendar) },
    holiday:
      publicHolidayName(date, calendar) ?? schoolHolidayOn(date, calendar.zone, calendar.schoolHolidays)?.name ?? null,
    nextHoliday: next && { name: next.name, from: next.from },
    expected: may('bookings.read') ? await expectedOn(ctx, date, structures) : null,
    meals: may('bookings.read') ? await mealsOn(ctx, date, structures, ids) : null,
    requests: may('requests.decide') ? await inboxByAge(ctx, structureId) : null,
    unpaid: may('billing.read') ? await unpaidByAge(ctx) : null,
    incomplete: may('bookings.read') ? await incompleteBefore(ctx, date, structures, ids) : null,
    billing: may('billing.read') ? await monthSteps(ctx) : null,
  }
}

type Named = readonly { id: number; name: string }[]

async function mealsOn(
  ctx: Ctx,
  date: LocalDate,
  structures: Named,
  ids: readonly number[] | null,
): Promise<Home['meals']> {
  const found = await mealRows(ctx.db, date, attendingStates, ids)
  const diets = [...new Set(found.map(({ diet }) => diet))].toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const rows = structures.flatMap(({ id, name }) => {
    const own = found.filter((row) => row.structureId === id)
    if (own.length === 0) return []
    const countOf = (diet: string) => own.filter((row) => row.diet === diet).reduce((sum, { count }) => sum + count, 0)
    const counts = diets.map(countOf)
    const carePlans = own.filter((row) => row.hasCarePlan).reduce((sum, { count }) => sum + count, 0)
    return [{ structureId: id, name, counts, carePlans, total: counts.reduce((sum, count) => sum + count, 0) }]
  })
  return { diets, rows }
}

const hourMs = 3_600_000

async function inboxByAge(ctx: Ctx, structureId: number | null): Promise<Home['requests']> {
  const waiting = await waitingRequests(ctx, structureId)
  const rows = waitingKinds.map((what) => {
    const ages = waiting.filter((one) => one.what === what).map(({ since }) => hoursSince(ctx.now, since))
    return {
      what,
      underDay: ages.filter((hours) => hours < 24).length,
      underThreeDays: ages.filter((hours) => hours >= 24 && hours < 72).length,
      older: ages.filter((hours) => hours >= 72).length,
    }
  })
  return { total: waiting.length, oldest: waiting[0]?.since ?? null, now: ctx.now, rows }
}

const hoursSince = (now: Instant, then: Instant) => (epochOf(now) - epochOf(then)) / hourMs

async function unpaidByAge(ctx: Ctx): Promise<Home['unpaid']> {
  const sums = { notDue: 0, upTo30: 0, upTo60: 0, beyond: 0 }
  const late = new Set<number>()
  const invoices = await openInvoices(ctx.db)
  for (const { familyId, dueOn, restCents } of invoices) {
    const days = daysBetween(dueOn, ctx.today)
    sums[days <= 0 ? 'notDue' : days <= 30 ? 'upTo30' : days <= 60 ? 'upTo60' : 'beyond'] += restCents
    if (days > 0) late.add(familyId)
  }
  return {
    ...{ invoices: invoices.length, lateFamilies: late.size },
    ...{ notDueCents: cents(sums.notDue), upTo30Cents: cents(sums.upTo30) },
    ...{ upTo60Cents: cents(sums.upTo60), beyondCents: cents(sums.beyond) },
  }
}

async function incompleteBefore(
  ctx: Ctx,
  date: LocalDate,
  structures: Named,
  ids: readonly number[] | null,
): Promise<Home['incomplete']> {
  // tomorrow is looked at too: what is missing is always of a day that is over
  const before = date < ctx.today ? date : ctx.today
  const last = await lastBookedDay(ctx.db, before, ids)
  if (last === null) return null
  const nameOf = new Map(structures.map(({ id, name }) => [id, name]))
  const rows = await incompleteRows(ctx.db, last, ids)
  return { date: last, rows: rows.map((row) => ({ ...row, name: nameOf.get(row.structureId) ?? '' })) }
}

/** Where the month before stands; the run says it, nobody ticks a box. */
async function monthSteps(ctx: Ctx): Promise<Home['billing']> {
  const period = addMonths(monthOf(ctx.today), -1)
  const run = await runOf(ctx.db, period)
  const anomalies = run ? undecided(run.anomalies) : 0
  const isIssued = run?.status === 'issued'
  const isPaid = isIssued && run.publishedAt !== null && (await monthIsPaid(ctx.db, period))
  const drafted = run?.draftedAt ?? null
  const step = (name: BillingStep, isDone: boolean, at: Instant | null, dueOn: LocalDate | null = null) => ({
    ...{ step: name, isDone, at, dueOn },
  })
  return {
    period,
    anomalies,
    steps: [
      step('check', drafted !== null && (anomalies === 0 || isIssued), drafted),
      step('price', drafted !== null, drafted),
      step('draft', drafted !== null, drafted),
      step('issue', isIssued, run?.issuedAt ?? null),
      step('publish', (run?.publishedAt ?? null) !== null, run?.publishedAt ?? null),
      step('collect', isPaid, null, run?.dueOn ?? null),
    ],
  }
}

interface Findings {
  found?: { key: string }[]
  decisions?: Record<string, string>
}

function undecided(text: string): number {
  const parsed = JSON.parse(text) as Findings | unknown[]
  if (Array.isArray(parsed)) return parsed.length
  return (parsed.found ?? []).filter(({ key }) => !(key in (parsed.decisions ?? {}))).length
}

async function listCarePlans(ctx: StaffCtx, structureId: number | null) {
  if (structureId !== null && !worksFor(ctx, structureId)) refuse('permission.missing')
  const structureIds = structureId === null ? ctx.actor.structureIds : [structureId]
  const rows = await endingCarePlans(ctx.db, {
    ...{ today: ctx.today, until: addDays(ctx.today, carePlanNoticeDays), structureIds },
  })
  return rows.map(({ firstName, lastName, ...row }) => ({
    ...row,
    name: `${firstName} ${lastName}`,
    isExpired: row.validTo < ctx.today,
  }))
}

export const homeHandlers: Handlers<typeof homeContract, StaffActor> = {
  'home.day': readHome,
  'home.carePlans': (ctx, { structureId }) => listCarePlans(ctx, structureId),
}
