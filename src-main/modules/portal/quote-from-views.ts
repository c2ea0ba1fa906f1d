import type { Calendar, Cell } from '../../../src-shared/contract/portal/calendar'
import type { BookingItem, ItemOutcome } from '../../../src-shared/contract/requests'
import type { ErrorCode, ErrorDetails } from '../../../src-shared/errors'
import { describeBlock } from '../../../src-shared/rules/eligibility'
import type { ParentCtx } from '../../kernel/context'
import { computeCalendar } from './calendar-days'
import { readCalendarSources } from './reading'
import type { ViewSource } from './views/source'

/**
 * What a hosted portal can say of a selection before the office has received it: what the rules allow at this moment, from the
 * copies it holds. Nothing is promised: places are taken by the office, so what can be asked is `requested`.
 */
export async function quoteFromViews(
  ctx: ParentCtx,
  views: ViewSource,
  items: readonly BookingItem[],
): Promise<ItemOutcome[]> {
  const dates = [...new Set(items.map(({ date }) => date))].toSorted()
  const calendar = computeCalendar(await readCalendarSources(ctx, views, dates))
  return items.map((item) => outcomeOf(item, calendar))
}

function outcomeOf(item: BookingItem, calendar: Calendar): ItemOutcome {
  const day = calendar.days.find(({ date }) => date === item.date)
  const cell = day?.cells.find(
    (one) => one.enrolmentId === item.enrolmentId && calendar.services[one.service]?.slotId === item.slotId,
  )
  if (!cell) return refused(item, 'booking.closed')
  return item.action === 'book' ? bookingOutcome(item, cell, calendar) : leavingOutcome(item, cell)
}

function bookingOutcome(item: BookingItem, cell: Cell, calendar: Calendar): ItemOutcome {
  const amountCents = cell.price === null ? null : (calendar.prices[cell.price]?.amountCents ?? null)
  if (cell.action === 'book' || cell.action === 'request') {
    return {
      ...item,
      outcome: 'requested',
      amountCents,
      late: cell.state === 'late-surcharge',
      deadline: cell.deadline,
    }
  }
  if (cell.action === 'waitlist') return { ...item, outcome: 'requested', amountCents, deadline: cell.deadline }
  if (cell.state === 'booked' || cell.state === 'requested' || cell.state === 'waiting') {
    return { ...item, outcome: 'unchanged', amountCents }
  }
  const [block] = (cell.blocks === undefined ? undefined : calendar.blocks[cell.blocks]) ?? []
  if (block) return refused(item, 'booking.blocked', { ...describeBlock(block) })
  if (cell.state === 'too-late') return refused(item, 'booking.too-late', { deadline: cell.deadline })
  return refused(item, cell.state === 'full' ? 'booking.full' : 'booking.past')
}

function leavingOutcome(item: BookingItem, cell: Cell): ItemOutcome {
  if (item.action === 'cancel' && (cell.action === 'cancel' || cell.action === 'withdraw')) {
    return { ...item, outcome: 'cancellation-requested', amountCents: null, deadline: cell.deadline }
  }
  if (item.action === 'declare-absence' && (cell.action === 'declare-absence' || cell.action === 'cancel')) {
    return { ...item, outcome: 'absence-requested', amountCents: null }
  }
  if (cell.state === 'booked-locked') return refused(item, 'booking.cancel-too-late', { deadline: cell.deadline })
  return refused(item, 'booking.not-booked')
}

function refused(item: BookingItem, code: ErrorCode, details: ErrorDetails = {}): ItemOutcome {
  return { ...item, outcome: 'refused', refusal: { code, details }, amountCents: null }
}
