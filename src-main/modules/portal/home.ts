import type { Calendar } from '../../../src-shared/contract/portal/calendar'
import type { Soon, Todo } from '../../../src-shared/contract/portal/home'
import {
  viewKey,
  type AccountView,
  type FamilyView,
  type RequestsView,
  type TownView,
} from '../../../src-shared/contract/portal/views'
import type { RegistrationView } from '../../../src-shared/contract/portal/views-registration'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import { addDays, datesBetween, startOfWeek, type LocalDate } from '../../../src-shared/kernel/local-date'
import { quotientOn } from '../../../src-shared/rules/pricing'
import type { ParentCtx } from '../../kernel/context'
import { computeCalendar } from './calendar-days'
import { readCalendarSources } from './reading'
import { readPapersSummary } from './documents'
import type { PortalShape } from './shape'

const minutesOfDay = 24 * 60

/** The five questions: what is booked, what to do, what is owed, what is new, how to reach the office. */
export async function readHome(ctx: ParentCtx, shape: PortalShape) {
  const { views } = shape
  const monday = startOfWeek(ctx.today)
  const sources = await readCalendarSources(ctx, views, datesBetween(monday, addDays(monday, 13)))
  const { family } = sources
  const [account, requests, news, file] = await views.get(
    ctx,
    viewKey.account(family.id),
    viewKey.requests(family.id),
    viewKey.news(),
    viewKey.registration(family.id),
  )
  const fortnight = computeCalendar(sources)
  const unpaid = unpaidInvoices(account)
  const papers = await readPapersSummary(ctx, shape)
  return {
    firstName: firstNameOf(ctx, family),
    responsible: responsibleOf(family),
    week: { ...fortnight, days: fortnight.days.slice(0, 7) },
    todo: [...todoOf(ctx, family, unpaid, requests), ...fileTodo(file), ...papers.todo],
    soon: soonOf(ctx, fortnight, requests),
    money: {
      dueCents: account?.dueCents ?? zero,
      creditCents: account?.creditCents ?? zero,
      unpaid: unpaid.length,
      overdue: unpaid.filter(({ dueOn }) => dueOn < ctx.today).length,
      directDebit: family.directDebit,
    },
    news: (news?.items ?? []).slice(0, 3),
    downloads: papers.downloads,
  }
}

const zero = 0 as AccountView['dueCents']

function firstNameOf(ctx: ParentCtx, family: FamilyView): string {
  const person = family.guardians.find(({ personId }) => personId === ctx.actor.personId)
  return person?.firstName ?? ctx.actor.name.split(' ')[0] ?? ''
}

/** The holder of the account comes first among the guardians. */
function responsibleOf({ guardians: [holder], number, name }: FamilyView) {
  const { civility, firstName, lastName } = holder ?? { civility: '', firstName: '', lastName: name }
  return { civility, firstName, lastName, familyNumber: number }
}

export function unpaidInvoices(account: AccountView | null): AccountView['invoices'] {
  return (account?.invoices ?? [])
    .filter(({ remainingCents }) => remainingCents > 0)
    .toSorted((left, right) => (left.dueOn < right.dueOn ? -1 : left.dueOn > right.dueOn ? 1 : left.id - right.id))
}

function todoOf(
  ctx: ParentCtx,
  family: FamilyView,
  unpaid: AccountView['invoices'],
  requests: RequestsView | null,
): Todo[] {
  const invoices: Todo[] = family.directDebit
    ? []
    : unpaid.map(({ id, period, remainingCents, dueOn }) => {
        return { kind: 'invoice', id, period, amountCents: remainingCents, dueOn, overdue: dueOn < ctx.today }
      })
  const since = addMinutesToInstant(ctx.now, -14 * minutesOfDay)
  const refused: Todo[] = (requests?.requests ?? [])
    .filter(({ status, decidedAt }) => status === 'refused' && decidedAt !== null && decidedAt > since)
    .map(({ id, decidedAt, reason }) => ({ kind: 'request-refused', id, decidedAt, reason }))
  const quotient = quotientOn(family.quotients, ctx.today)
  const last = family.quotients.at(-1)
  const missing: Todo[] = quotient === null ? [{ kind: 'quotient-missing', validTo: last?.validTo ?? null }] : []
  return [...invoices.slice(0, 2), ...refused.slice(0, 2), ...missing]
}

/** The yearly file waits for the family until it is sent; what it misses afterwards is asked paper by paper. */
function fileTodo(file: RegistrationView | null): Todo[] {
  if (!file || file.complete || file.exempted || file.submittedAt !== null) return []
  const { percent, dueOn, stopsBookingIn } = file
  return [{ kind: 'registration', percent, dueOn, blocking: stopsBookingIn.length > 0 }]
}

const bookedStates = new Set(['booked', 'booked-locked', 'requested', 'present-booked'])
const soonDays = 3

/** Days of a usual service that are still free, when their last moment is near. */
function soonOf(ctx: ParentCtx, calendar: Calendar, requests: RequestsView | null): Soon[] {
  const usual = new Set<string>()
  for (const { cells } of calendar.days) {
    for (const { child, service, state } of cells) if (bookedStates.has(state)) usual.add(`${child} ${service}`)
  }
  const until = addMinutesToInstant(ctx.now, soonDays * minutesOfDay)
  const byKey = new Map<string, { date: LocalDate; deadline: Instant; activityName: string; childNames: string[] }>()
  for (const { date, cells } of calendar.days) {
    for (const { child, service, state, deadline } of cells) {
      if (state !== 'available' || !deadline || deadline > until || !usual.has(`${child} ${service}`)) continue
      const activityName = calendar.services[service]?.activityName ?? ''
      const key = `${date} ${activityName}`
      const known = byKey.get(key) ?? { date, deadline, activityName, childNames: [] }
      const name = calendar.children[child]?.firstName ?? ''
      if (!known.childNames.includes(name)) known.childNames.push(name)
      byKey.set(key, known)
    }
  }
  const deadlines = [...byKey.values()].toSorted((left, right) => (left.deadline < right.deadline ? -1 : 1)).slice(0, 2)
  const pending = (requests?.requests ?? []).filter(({ status }) => status === 'pending').length
  return [
    ...deadlines.map((one): Soon => ({ kind: 'booking-deadline', ...one })),
    ...(pending > 0 ? [{ kind: 'pending-requests', date: ctx.today, count: pending } satisfies Soon] : []),
  ]
}

export function identityOf(town: TownView) {
  const { name, mode, services, address, phone, email, openingHours, accentColour, access } = town
  return { name, mode, services, address, phone, email, openingHours, accentColour, access }
}
