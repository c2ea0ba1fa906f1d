import type { BookingsView, RequestsView, TownView } from '../../../src-shared/contract/portal/views'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { Ctx } from '../../kernel/context'
import { replicaViews, type ViewSource } from '../portal'
import { itemsOfFamily } from './outbox'

type Booking = BookingsView['bookings'][number]

const stateAsked: Record<'book' | 'cancel' | 'declare-absence', StoredState> = {
  book: 'requested',
  cancel: 'cancellation-requested',
  'declare-absence': 'absence-requested',
}

/** The copies of the office's views, with what the family asked since shown as asked: not lost, and not promised. */
export const hostedViews: ViewSource = {
  get: async (ctx, ...keys) => {
    const views = await replicaViews.get(ctx, ...keys)
    for (const [index, { kind, id, month }] of keys.entries()) {
      const view: unknown = views[index]
      if (kind === 'town' && view) views[index] = withoutPayment(view as TownView) as never
      if (kind === 'requests' && view) views[index] = (await withAnswers(ctx, id, view as RequestsView)) as never
      if (kind === 'bookings' && month !== null) {
        const asked = await askedBookings(ctx, id, month)
        if (asked.length > 0) views[index] = withAsked(view as BookingsView | null, asked) as never
      }
    }
    return views
  },
}

/** The payment service speaks to the office's server: nothing is begun from here. */
const withoutPayment = (town: TownView): TownView => ({ ...town, onlinePayment: false })

/** What was taken back or completed here, and the office has not heard of yet. */
async function withAnswers(ctx: Ctx, familyId: number, view: RequestsView): Promise<RequestsView> {
  const waiting = (await itemsOfFamily(ctx, familyId)).filter(({ isAcknowledged }) => !isAcknowledged)
  const idsOf = (kind: 'withdrawal' | 'completion') =>
    new Set(waiting.filter(({ item }) => item.kind === kind).map(({ item }) => item.requestId))
  const [withdrawn, completed] = [idsOf('withdrawal'), idsOf('completion')]
  if (withdrawn.size === 0 && completed.size === 0) return view
  const requests = view.requests.map((request) => {
    const isOpen = request.status === 'pending' || request.status === 'needs-more'
    if (isOpen && withdrawn.has(request.id)) return { ...request, status: 'withdrawn' as const }
    if (request.status === 'needs-more' && completed.has(request.id)) return { ...request, status: 'pending' as const }
    return request
  })
  return { requests }
}

/** Days of requests that the office has not received yet. */
async function askedBookings(ctx: Ctx, familyId: number, month: string): Promise<Booking[]> {
  const waiting = (await itemsOfFamily(ctx, familyId)).filter(({ isAcknowledged }) => !isAcknowledged)
  const withdrawn = new Set(waiting.filter(({ item }) => item.kind === 'withdrawal').map(({ item }) => item.requestId))
  return waiting.flatMap(({ item }) => {
    if (item.kind !== 'request' || item.request.kind !== 'booking' || withdrawn.has(item.requestId)) return []
    return item.request.payload.items
      .filter(({ date }) => date.startsWith(month))
      .map(({ enrolmentId, slotId, date, action, reason = '' }): Booking => ({
        ...{ enrolmentId, slotId, date, state: stateAsked[action], rank: null, holdUntil: null },
        ...{ late: false, reason, invoiced: false, changedAt: item.at },
      }))
  })
}

function withAsked(view: BookingsView | null, asked: readonly Booking[]): BookingsView {
  const nameOf = ({ enrolmentId, slotId, date }: Booking) => `${enrolmentId}/${slotId}/${date}`
  const bookings = new Map((view?.bookings ?? []).map((booking) => [nameOf(booking), booking]))
  for (const booking of asked) {
    const known = bookings.get(nameOf(booking))
    bookings.set(nameOf(booking), known ? { ...known, state: booking.state, changedAt: booking.changedAt } : booking)
  }
  return { bookings: [...bookings.values()], leaves: view?.leaves ?? [] }
}
