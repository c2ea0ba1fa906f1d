import type { Instant } from '../../../src-shared/kernel/instant'
import type { WaitingPriority } from '../../../src-shared/contract/booking-policy'
import type { CareContract, ChildLeave } from '../../../src-shared/contract/staff/care-contracts'
import { dayOfWeek, type LocalDate } from '../../../src-shared/kernel/local-date'
import { occupiesPlace, type DayMark, type StoredState } from '../../../src-shared/rules/booking-state'
import type { PublicHolidayOptions } from '../../../src-shared/rules/calendar'
import { eligibilityBlocks, type BlockReason } from '../../../src-shared/rules/eligibility'
import { compareWaiters, priorityOf } from '../../../src-shared/rules/waiting-list'
import type { Ctx } from '../../kernel/context'
import type { BookingPapers } from '../../../src-shared/rules/documents'
import { closureOn, closuresBetween, loadCatalogue, type Activity, type Closure, type Slot } from '../activities'
import { loadCalendar } from '../organisation'
import {
  bookingFacts,
  enrolmentFacts,
  invoicedBookings,
  lineHead,
  waitingBefore,
  openingFacts,
  siblingCells,
  waitingFacts,
  type OpeningFact,
  type SiblingCell,
  type WaitingFact,
} from './store'
import { contractsBetween, leavesBetween } from './store-contracts'
import type { BookingFact, EnrolmentFact } from './types'

export interface CellRef {
  enrolmentId: number
  slotId: number
  date: LocalDate
}

/**
 * What a set of cells looks like, kept true in memory while it is worked on: the same code then previews and applies.
 * When loaded to write, its openings are locked, so that the counts stay those of the database.
 */
export interface Board {
  enrolments: ReadonlyMap<number, EnrolmentFact>
  activities: ReadonlyMap<number, Activity>
  slots: ReadonlyMap<number, Slot>
  calendar: PublicHolidayOptions
  closures: readonly Closure[]
  leaves: readonly ChildLeave[]
  contracts: readonly CareContract[]
  openings: Map<string, OpeningFact>
  bookings: Map<string, BookingFact>
  /** `familyId/slotId/date/childId` that hold a place; known only where brothers and sisters pass first. */
  siblings: Set<string>
  /** By `slotId/date`, every group together, in the order of the line. */
  waiting: Map<string, WaitingFact[]>
  invoiced: ReadonlySet<number>
}

const bookingKey = ({ enrolmentId, slotId, date }: CellRef) => `${enrolmentId}/${slotId}/${date}`
const openingKey = (groupId: number, slotId: number, date: LocalDate) => `${groupId}/${slotId}/${date}`
const siblingKey = ({ familyId, slotId, date, childId }: SiblingCell) => `${familyId}/${slotId}/${date}/${childId}`
const dayKey = (slotId: number, date: LocalDate) => `${slotId}/${date}`

export async function loadBoard(
  ctx: Ctx,
  cells: readonly CellRef[],
  options: { lock: boolean; wholeLine?: boolean },
): Promise<Board> {
  const slotIds = distinct(cells.map(({ slotId }) => slotId))
  const dates = distinct(cells.map(({ date }) => date)).sort()
  const from = dates[0]
  const to = dates[dates.length - 1]
  const catalogue = await loadCatalogue(ctx)
  const enrolments = await enrolmentFacts(ctx.db, distinct(cells.map(({ enrolmentId }) => enrolmentId)), options.lock)
  const openings = await openingFacts(ctx.db, slotIds, dates, options.lock)
  const activityIds = distinct(enrolments.map(({ activityId }) => activityId))
  const bookings = await bookingFacts(
    ctx.db,
    enrolments.map(({ id }) => id),
    dates,
  )
  const waiting = await waitingFacts(ctx.db, activityIds, slotIds, dates, options.wholeLine ?? false)
  const asksForSiblings = activityIds.some((id) => catalogue.byId.get(id)?.bookingPolicy.priorities.includes('sibling'))
  const enrolmentIds = enrolments.map(({ id }) => id)
  const familyIds = distinct(enrolments.map(({ familyId }) => familyId))
  const siblings = asksForSiblings ? await siblingCells(ctx.db, familyIds, slotIds, dates) : []
  return {
    enrolments: new Map(enrolments.map((enrolment) => [enrolment.id, enrolment])),
    activities: catalogue.byId,
    slots: catalogue.slotById,
    calendar: await loadCalendar(ctx),
    leaves: from && to ? await leavesBetween(ctx.db, enrolmentIds, from, to) : [],
    contracts: from && to ? await contractsBetween(ctx.db, enrolmentIds, from, to) : [],
    closures: from && to ? await closuresBetween(ctx, from, to) : [],
    openings: new Map(openings.map((opening) => [openingKey(opening.groupId, opening.slotId, opening.date), opening])),
    bookings: new Map(bookings.map((booking) => [bookingKey(booking), booking])),
    siblings: new Set(siblings.map(siblingKey)),
    waiting: groupBy(waiting, (one) => dayKey(one.slotId, one.date)),
    invoiced: await invoicedBookings(
      ctx.db,
      bookings.filter(({ state }) => occupiesPlace(state)).map(({ id }) => id),
    ),
  }
}

export const bookingAt = (board: Board, cell: CellRef): BookingFact | null =>
  board.bookings.get(bookingKey(cell)) ?? null

export const openingAt = (board: Board, groupId: number, slotId: number, date: LocalDate): OpeningFact | null =>
  board.openings.get(openingKey(groupId, slotId, date)) ?? null

/** Places left of a group, and over all groups of a slot; null = no limit. */
export function countersOf(board: Board, slotId: number, date: LocalDate) {
  const ofGroup = (groupId: number) => {
    const opening = openingAt(board, groupId, slotId, date)
    return opening && opening.capacity !== null ? opening.capacity - opening.taken : null
  }
  const limit = board.slots.get(slotId)?.capacityOverGroups ?? null
  return { ofGroup, overGroups: limit === null ? null : limit - takenOn(board, slotId, date) }
}

function takenOn(board: Board, slotId: number, date: LocalDate): number {
  let taken = 0
  for (const one of board.openings.values()) if (one.slotId === slotId && one.date === date) taken += one.taken
  return taken
}

/** Places left in an opening: the tightest of its own capacity and of the slot's over all groups. Null = no limit. */
export function placesLeft(board: Board, opening: OpeningFact): number | null {
  const own = opening.capacity === null ? null : opening.capacity - opening.taken
  const overGroups = board.slots.get(opening.slotId)?.capacityOverGroups ?? null
  if (overGroups === null) return own
  const left = overGroups - takenOn(board, opening.slotId, opening.date)
  return own === null ? left : Math.min(own, left)
}

export function dayMarkOf(board: Board, activity: Activity, date: LocalDate): DayMark | null {
  return closureOn(board.closures, activity.structureId, date) ? 'closed' : null
}

/** Whether the child of an enrolment is on leave that day. */
export const isOnLeave = (board: Board, enrolmentId: number, date: LocalDate): boolean =>
  board.leaves.some((one) => one.enrolmentId === enrolmentId && one.fromDate <= date && date <= one.toDate)

/** Whether a contract covers the day and does not ask for this slot: a child who is there all the same is outside it. */
export function isOutsideContract(board: Board, { enrolmentId, slotId, date }: CellRef): boolean {
  const covering = board.contracts.filter(
    (one) => one.enrolmentId === enrolmentId && one.startDate <= date && date <= one.endDate,
  )
  const asks = ({ week }: CareContract) =>
    week.some((day) => day.slotId === slotId && day.weekday === dayOfWeek(date)) && !isOnLeave(board, enrolmentId, date)
  return covering.length > 0 && !covering.some(asks)
}

/** Every rule of the file that stops this enrolment on this date. */
export function blocksOf(
  board: Board,
  enrolment: EnrolmentFact,
  date: LocalDate,
  at: Instant,
  papers: BookingPapers | null = null,
): BlockReason[] {
  const activity = board.activities.get(enrolment.activityId)
  if (!activity) return [{ code: 'enrolment-missing' }]
  const { birthDate, childId } = enrolment
  const { id: activityId, structureId } = activity
  return eligibilityBlocks(
    {
      birthDate: birthDate ?? date,
      schoolId: enrolment.schoolId,
      classLevel: enrolment.classLevel,
      isResident: enrolment.isResident,
    },
    {
      // Without a birth date no age can be judged: the enrolment was an agent's decision.
      minAgeMonths: birthDate === null ? null : activity.minAgeMonths,
      maxAgeMonths: birthDate === null ? null : activity.maxAgeMonths,
      residentsOnly: activity.residentsOnly,
      bookingOpensAt: activity.portalOpensAt,
    },
    date,
    {
      now: at,
      enrolment: { startDate: enrolment.startDate, endDate: enrolment.endDate },
      ...papers?.missing({ childId, activityId, structureId, on: date }),
    },
  )
}

/** Rank in the waiting list of a group, from 1, or null when the booking does not wait. */
export async function rankOf(ctx: Ctx, board: Board, booking: BookingFact): Promise<number | null> {
  if (booking.state !== 'waiting') return null
  const line = waitingFor(board, booking.slotId, booking.date).filter(({ groupId }) => groupId === booking.groupId)
  // the board holds the head of a long line only: the others are counted where they are
  if (line.length > lineHead) return (await waitingBefore(ctx.db, booking)) + 1
  const index = line.findIndex(({ enrolmentId }) => enrolmentId === booking.enrolmentId)
  return index < 0 ? null : index + 1
}

export const waitingFor = (board: Board, slotId: number, date: LocalDate): readonly WaitingFact[] =>
  board.waiting.get(dayKey(slotId, date)) ?? []

/** Keeps the picture true after a move: counts, waiting list, booking. */
export function moveOnBoard(
  board: Board,
  before: BookingFact | null,
  after: BookingFact | null,
  who: WaitingFact | EnrolmentFact,
) {
  if (before && occupiesPlace(before.state)) {
    shiftTaken(board, before, -1)
    board.siblings.delete(siblingKey(before))
  }
  if (after && occupiesPlace(after.state)) {
    shiftTaken(board, after, 1)
    board.siblings.add(siblingKey(after))
  }
  if (before?.state === 'waiting') leaveLine(board, before)
  if (after?.state === 'waiting') joinLine(board, after, who)
  const cell = after ?? before
  if (!cell) return
  if (after) board.bookings.set(bookingKey(cell), after)
  else board.bookings.delete(bookingKey(cell))
}

/** Whether a state takes one of the places that are counted. */
export const occupies = (state: StoredState): boolean => occupiesPlace(state)

function shiftTaken(board: Board, { groupId, slotId, date }: BookingFact, by: number) {
  const opening = openingAt(board, groupId, slotId, date)
  if (opening) opening.taken += by
}

function leaveLine(board: Board, { slotId, date, enrolmentId }: BookingFact) {
  const key = dayKey(slotId, date)
  board.waiting.set(
    key,
    (board.waiting.get(key) ?? []).filter((one) => one.enrolmentId !== enrolmentId),
  )
}

function joinLine(board: Board, booking: BookingFact, { childName, startDate, endDate }: WaitingFact | EnrolmentFact) {
  const key = dayKey(booking.slotId, booking.date)
  const line = [...(board.waiting.get(key) ?? []), { ...booking, childName, startDate, endDate }]
  board.waiting.set(key, line.sort(compareWaiters))
}

/** What the activity's criteria are worth for a booking that joins the line now. */
export function waitingPriorityOf(board: Board, cell: CellRef): number {
  const enrolment = board.enrolments.get(cell.enrolmentId)
  const activity = enrolment && board.activities.get(enrolment.activityId)
  if (!activity) return 0
  const { familyId, childId, isResident } = enrolment
  const sibling = `${familyId}/${cell.slotId}/${cell.date}/`
  const met: Record<WaitingPriority, () => boolean> = {
    resident: () => isResident,
    sibling: () => [...board.siblings].some((key) => key.startsWith(sibling) && key !== `${sibling}${childId}`),
  }
  return priorityOf(activity.bookingPolicy.priorities, (criterion) => met[criterion]())
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const list = groups.get(key)
    if (list) list.push(item)
    else groups.set(key, [item])
  }
  return groups
}

const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)]
