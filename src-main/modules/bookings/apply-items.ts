import { cents } from '../../../src-shared/kernel/money'
import { describePrice } from '../../../src-shared/rules/pricing'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import { heldByFile, type BookingPapers } from '../../../src-shared/rules/documents'
import type { Ctx } from '../../kernel/context'
import type { Activity } from '../activities'
import { bookingPapersOf } from '../documents'
import { quotientsOf } from '../families'
import { loadTariffBook, priceBooking, type BookingPrice } from '../pricing'
import { yearsStopped } from '../registration'
import {
  blocksOf,
  bookingAt,
  dayMarkOf,
  isOnLeave,
  loadBoard,
  openingAt,
  placesLeft,
  rankOf,
  type Board,
} from './board'
import { giveFreedPlaces, holdEndOf } from './freed-places'
import { decideItem, type Decision, type ItemFacts } from './rules/decide-item'
import type { ApplyInput, BookingFact, BookingItem, EnrolmentFact, ItemOutcome, ItemsInput } from './types'
import { announce, moveBooking, undoOf, type Writer } from './write-state'

/**
 * Books, cancels and declares absences, item by item, in the transaction of `ctx`: each is judged again here, whatever
 * a screen showed. An item that a rule stops is refused alone, with its code; the others go on.
 */
export async function applyItems(ctx: Ctx, input: ApplyInput): Promise<ItemOutcome[]> {
  return run(ctx, ctx, input)
}

/** What `applyItems` would answer at this moment; writes nothing. */
export async function previewItems(ctx: Ctx, input: ItemsInput): Promise<ItemOutcome[]> {
  return run(ctx, null, input)
}

async function run(ctx: Ctx, writer: Writer, input: ApplyInput): Promise<ItemOutcome[]> {
  const board = await loadBoard(ctx, input.items, { lock: writer !== null })
  const price = await pricesFor(ctx, input.familyId)
  const papers = await papersFor(ctx, input)
  const outcomes: ItemOutcome[] = []
  const moved: BookingFact[] = []
  for (const index of workingOrder(input.items)) {
    const item = input.items[index]
    if (!item) continue
    const enrolment = board.enrolments.get(item.enrolmentId)
    const slot = board.slots.get(item.slotId)
    if (!enrolment || enrolment.familyId !== input.familyId || slot?.activityId !== enrolment.activityId) {
      outcomes[index] = {
        ...item,
        outcome: 'refused',
        refusal: { code: 'record.not-found', details: {} },
        amountCents: null,
      }
      continue
    }
    const before = bookingAt(board, item)
    const { decision, after } = await decideAndMove(ctx, writer, { board, papers }, input, item, enrolment)
    if (after) moved.push(after)
    if (after) input.undo?.push(undoOf(before, after))
    if (after && decision.to) moved.push(...(await giveFreedPlaces(ctx, writer, board, item)))
    outcomes[index] = await describe(ctx, board, item, decision, price(item, enrolment, after ?? before, decision))
  }
  if (writer) await announce(writer, moved)
  return outcomes
}

/** Places are given back before they are asked for, and always in the same order whoever asks. */
function workingOrder(items: readonly BookingItem[]): number[] {
  const key = ({ action, date, slotId }: BookingItem) =>
    `${action === 'book' ? 1 : 0}${date}${String(slotId).padStart(12, '0')}`
  return items
    .map((item, index) => ({ index, key: key(item) }))
    .sort((a, b) => (a.key === b.key ? a.index - b.index : a.key < b.key ? -1 : 1))
    .map(({ index }) => index)
}

/** What items are judged on. */
interface Known {
  board: Board
  papers: BookingPapers | null
}

/** Papers hold back a parent's booking only: an agent sees what is missing, and decides. */
async function papersFor(ctx: Ctx, { familyId, items, by }: ItemsInput): Promise<BookingPapers | null> {
  const asksToBook = by === 'parent' && items.some(({ action }) => action === 'book')
  return asksToBook ? heldByFile(await bookingPapersOf(ctx, familyId), await yearsStopped(ctx, familyId)) : null
}

interface Moved {
  decision: Decision
  after: BookingFact | null
}

async function decideAndMove(
  ctx: Ctx,
  writer: Writer,
  { board, papers }: Known,
  input: ApplyInput,
  item: BookingItem,
  enrolment: EnrolmentFact,
): Promise<Moved> {
  for (;;) {
    const before = bookingAt(board, item)
    const decision = decideItem(factsOf({ board, papers }, input, item, enrolment, before))
    if (!decision.to) return { decision, after: null }
    // A booking that holds its place keeps it, even if the child has since changed groups.
    const groupId = before && item.action !== 'book' ? before.groupId : heldGroup(before, enrolment)
    const patch = {
      state: decision.to,
      waitingSince: decision.to === 'waiting' ? input.at : null,
      together: item.together ?? before?.together ?? false,
      holdUntil: decision.to === 'awaiting-payment' ? holdEndOf(ctx, board.activities.get(enrolment.activityId)) : null,
      late: decision.late ?? before?.late ?? false,
      requestId: input.requestId ?? before?.requestId ?? null,
      reason: item.reason ?? '',
    }
    const after = await moveBooking(writer, board, { cell: item, before, patch, who: enrolment, groupId })
    if (after) return { decision, after }
    // No place after all: the board knows it now, and the next decision is the waiting list or a refusal.
  }
}

function heldGroup(before: BookingFact | null, enrolment: EnrolmentFact): number {
  const leftTheList = before === null || before.state === 'cancelled' || before.state === 'refused'
  return leftTheList ? enrolment.groupId : before.groupId
}

function factsOf(
  { board, papers }: Known,
  input: ItemsInput,
  item: BookingItem,
  enrolment: EnrolmentFact,
  before: BookingFact | null,
): ItemFacts {
  const activity = board.activities.get(enrolment.activityId)
  const slot = board.slots.get(item.slotId)
  if (!activity || !slot) throw new Error('an enrolment in an activity that does not exist')
  const opening = openingAt(
    board,
    item.action === 'book' ? heldGroup(before, enrolment) : (before?.groupId ?? enrolment.groupId),
    item.slotId,
    item.date,
  )
  return {
    item,
    at: input.at,
    by: input.by,
    approve: input.approve ?? false,
    current: before?.state ?? null,
    holdUntil: before?.holdUntil ?? null,
    isInvoiced: before !== null && board.invoiced.has(before.id),
    opening:
      opening && isOffered(activity, input, item)
        ? { capacityLeft: placesLeft(board, opening), startTime: slot.startTime }
        : null,
    dayMark: dayMarkOf(board, activity, item.date) ?? (isOnLeave(board, enrolment.id, item.date) ? 'leave' : null),
    blocks: item.action === 'book' ? blocksOf(board, enrolment, item.date, input.at, papers) : [],
    rules: activity.rules,
    calendar: board.calendar,
  }
}

/** What is archived takes no new booking, and what is not on the portal takes none from a parent; one may always leave. */
function isOffered({ isArchived, onPortal }: Activity, { by }: ItemsInput, { action }: BookingItem): boolean {
  return action !== 'book' || (!isArchived && (by === 'staff' || onPortal))
}

type PriceItem = (
  item: BookingItem,
  enrolment: EnrolmentFact,
  booking: BookingFact | null,
  decision: Decision,
) => BookingPrice | null

// Not billed as such, but what they may become is: their price is that of a booking to come.
const toCome: readonly StoredState[] = ['requested', 'waiting', 'offered', 'awaiting-payment']

async function pricesFor(ctx: Ctx, familyId: number): Promise<PriceItem> {
  const book = await loadTariffBook(ctx)
  const quotients = (await quotientsOf(ctx, [familyId])).get(familyId) ?? []
  return ({ slotId, date }, { activityId }, booking, { outcome }) => {
    if (outcome === 'refused' || !booking) return null
    const { state, late } = booking
    return priceBooking(book, {
      activityId,
      slotId,
      date,
      quotients,
      late,
      ...(toCome.includes(state) ? {} : { state }),
    })
  }
}

async function describe(
  ctx: Ctx,
  board: Board,
  item: BookingItem,
  decision: Decision,
  price: BookingPrice | null,
): Promise<ItemOutcome> {
  const booking = bookingAt(board, item)
  const rank = booking && (await rankOf(ctx, board, booking))
  return {
    ...item,
    outcome: decision.outcome,
    ...(rank ? { rank } : {}),
    ...(decision.refusal ? { refusal: decision.refusal } : {}),
    amountCents: price && cents(price.amountCents),
    ...(price ? { priceText: describePrice(price.explanation) } : {}),
    ...(booking?.late && decision.outcome !== 'refused' ? { late: true } : {}),
    ...(decision.deadline === undefined ? {} : { deadline: decision.deadline }),
  }
}
