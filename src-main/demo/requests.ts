import type { BookingItem, ItemOutcome } from '../../src-shared/contract/requests'
import { addDays, localDate } from '../../src-shared/kernel/local-date'
import type { SeededRandom } from '../../src-shared/kernel/seeded-random'
import type { RequestRow } from '../modules/requests/entities'
import type { DemoBooking } from './bookings'
import type { Household } from './household-types'
import type { PriceOfBooking } from './pricing'
import { seededUuid, timeBetween, type Streams } from './random'
import type { DemoScale } from './scale'
import { instantBefore, type Timeline } from './timeline'

interface RequestMaker {
  timeline: Timeline
  streams: Streams
  scale: DemoScale
  price: PriceOfBooking
}

type Outcome = ItemOutcome['outcome']

/**
 * The requests of a family and their trace on its bookings: one that waits in the inbox for some families, one that was
 * decided for others. Changes the state of the bookings it is about, never the number of places they take.
 */
export function requestsOf(maker: RequestMaker, household: Household, bookings: readonly DemoBooking[]): RequestRow[] {
  const { streams, scale } = maker
  const random = streams('requests', household.index)
  const rows: RequestRow[] = []
  if (household.index === 0 || random.chance(scale.askingPercent / 100)) {
    const pending = pendingRequest(maker, household, bookings, random)
    if (pending) rows.push(pending)
  }
  if (random.chance(0.3)) {
    const decided = decidedRequest(maker, household, bookings, random)
    if (decided) rows.push(decided)
  }
  return rows
}

function pendingRequest(
  maker: RequestMaker,
  household: Household,
  bookings: readonly DemoBooking[],
  random: SeededRandom,
): RequestRow | null {
  const stories =
    household.index === 0 ? (['book'] as const) : random.shuffle(['book', 'book', 'book', 'cancel', 'absence'] as const)
  for (const story of stories) {
    const chosen = chosenFor(maker.timeline, story, bookings, random)
    if (chosen.length > 0) return ask(maker, household, chosen, story, random)
  }
  return null
}

type Story = 'book' | 'cancel' | 'absence'

/** Bookings that the family could still have asked for, within the deadlines, in the last days. */
function chosenFor(
  { today }: Timeline,
  story: Story,
  bookings: readonly DemoBooking[],
  random: SeededRandom,
): DemoBooking[] {
  const booked = bookings.filter(({ row }) => row.state === 'booked' && row.requestId === null && row.date >= today)
  const later = addDays(today, 20)
  if (story === 'absence') {
    const soon = addDays(today, 1)
    return booked
      .filter(({ row, service }) => row.date <= soon && (service.usage === 'meal' || service.usage === 'care'))
      .slice(0, 2)
  }
  const wanted = booked.filter(
    ({ row, service: { activity } }) =>
      row.date >= later &&
      (story === 'book' ? activity.validationMode === 'agent' : activity.cancellationMode === 'agent'),
  )
  const activityId = wanted[0]?.row.activityId
  return wanted
    .filter(({ row }) => row.activityId === activityId)
    .slice(0, story === 'book' ? random.integer(2, 8) : random.integer(1, 3))
}

const traces = {
  book: { action: 'book', state: 'requested' },
  cancel: { action: 'cancel', state: 'cancellation-requested' },
  absence: { action: 'declare-absence', state: 'absence-requested' },
} as const

function ask(
  maker: RequestMaker,
  household: Household,
  chosen: readonly DemoBooking[],
  story: Story,
  random: SeededRandom,
): RequestRow {
  const { timeline } = maker
  const { action, state } = traces[story]
  const id = seededUuid(random)
  const daysAgo = story === 'absence' ? 1 : random.integer(1, 5)
  const submittedAt = instantBefore(
    timeline,
    timeline.today,
    daysAgo,
    timeBetween(random, story === 'absence' ? 19 * 60 : 7 * 60, 22 * 60 + 40),
  )
  const reason = story === 'absence' ? 'Enfant malade' : undefined
  for (const { row } of chosen)
    Object.assign(row, { state, requestId: id, reason: reason ?? '', changedAt: submittedAt })
  return {
    ...common(household, id, submittedAt),
    payload: JSON.stringify({ items: chosen.map((one) => itemOf(one, action, reason)) }),
    status: 'pending',
    outcome: answerOf(chosen.map((one) => outcomeOf(maker, one, action, state, reason))),
    reason: '',
    decidedAt: null,
    decidedBy: '',
    version: 1,
  }
}

/** A request of the past weeks: accepted, or refused with its reason. */
function decidedRequest(
  maker: RequestMaker,
  household: Household,
  bookings: readonly DemoBooking[],
  random: SeededRandom,
): RequestRow | null {
  const { timeline } = maker
  const isRefused = random.chance(0.15)
  const from = addDays(timeline.today, -25)
  const decidable = bookings.filter(({ row, service }) => {
    if (row.requestId !== null || row.date < from || service.activity.validationMode !== 'agent') return false
    return isRefused ? row.state === 'cancelled' : row.state === 'present' || row.state === 'booked'
  })
  const chosen = decidable.slice(0, isRefused ? 1 : random.integer(1, 6))
  const [first] = chosen
  if (!first) return null
  const id = seededUuid(random)
  const submittedAt = instantBefore(
    timeline,
    localDate(first.row.date),
    random.integer(18, 30),
    timeBetween(random, 7 * 60, 22 * 60),
  )
  const decidedAt = instantBefore(timeline, localDate(first.row.date), 16, timeBetween(random, 9 * 60, 17 * 60))
  const reason = isRefused ? 'Le groupe est complet ce jour-là.' : ''
  for (const { row } of chosen)
    Object.assign(row, { requestId: id, ...(isRefused ? { state: 'refused', reason, changedAt: decidedAt } : {}) })
  return {
    ...common(household, id, submittedAt < decidedAt ? submittedAt : decidedAt),
    payload: JSON.stringify({ items: chosen.map((one) => itemOf(one, 'book')) }),
    status: isRefused ? 'refused' : 'accepted',
    outcome: answerOf(chosen.map((one) => outcomeOf(maker, one, 'book', isRefused ? 'refused' : 'booked'))),
    reason,
    decidedAt,
    decidedBy: 'Nadia Kessler',
    version: 2,
  }
}

function common({ family, guardians }: Household, id: string, submittedAt: string) {
  const [holder] = guardians
  const authorName = holder ? `${holder.firstName} ${holder.lastName}` : family.name
  const accountId = family.id
  return {
    id,
    kind: 'booking' as const,
    familyId: family.id,
    accountId,
    authorName,
    ...{ topic: 'bookings' as const, subject: '', personId: null, title: '', about: '', exchanges: '[]' },
    submittedAt,
    receivedAt: submittedAt,
    waitingSince: submittedAt,
    origin: 'portal' as const,
    assigneeId: null,
    automatic: false,
  }
}

function itemOf({ row }: DemoBooking, action: BookingItem['action'], reason?: string): BookingItem {
  return {
    enrolmentId: row.enrolmentId,
    slotId: row.slotId,
    date: localDate(row.date),
    action,
    ...(reason === undefined ? {} : { reason }),
  }
}

function outcomeOf(
  maker: RequestMaker,
  booking: DemoBooking,
  action: BookingItem['action'],
  outcome: Outcome,
  reason?: string,
): ItemOutcome {
  const amountCents = outcome === 'refused' ? null : maker.price(booking.row, booking.service)
  return { ...itemOf(booking, action, reason), outcome, amountCents }
}

/** As the requests keep it: nothing to undo of what was decided long ago. */
const answerOf = (items: readonly ItemOutcome[]) => JSON.stringify({ items, previous: [], undo: [] })
