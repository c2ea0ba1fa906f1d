import type { BookingItem, ItemOutcome } from '../../../src-shared/contract/requests'
import type { RequestCell, RequestDetail, RequestSection } from '../../../src-shared/contract/staff/requests'
import { errorLabel } from '../../../src-shared/errors'
import { formatInstant } from '../../../src-shared/format/date'
import { formatEuros } from '../../../src-shared/format/money'
import { plural } from '../../../src-shared/format/text'
import { cents } from '../../../src-shared/kernel/money'
import { occupiesPlace, type StoredState } from '../../../src-shared/rules/booking-state'
import type { Ctx } from '../../kernel/context'
import { previewItems, requestBookings, type BookingFact } from '../bookings'
import { bookingPayload } from './booking'
import { isPendingOutcome, itemKey, itemOfPending, mergeOutcomes } from './statuses'
import { familyOf, type RequestRecord } from './record'
import { placesOn, type PlaceRow } from './store'
import { itemNames, summarise, type NameItem } from './wording'

/** What is particular to bookings: days, places, prices, as accepting would leave them at this moment. */
export async function describeBooking(ctx: Ctx, request: RequestRecord) {
  const bookings = await requestBookings(ctx, request.id)
  const isPending = request.status === 'pending'
  const preview = isPending ? await previewAcceptance(ctx, request, bookings) : []
  const items = isPending ? mergeOutcomes(baseItems(request), preview) : request.outcome.items
  const nameOf = await itemNames(ctx, items)
  const places = await placesOn(
    ctx.db,
    items.map(({ slotId }) => slotId),
    items.map(({ date }) => date),
  )
  const waiting = new Set(preview.map(itemKey))
  return {
    title: summarise(items, nameOf).title,
    isLate: items.some(({ late }) => late === true),
    message: items.find(({ reason: said }) => said)?.reason ?? '',
    sections: sectionsOf(items, { request, bookings, places, nameOf, waiting }),
    changes: isPending ? changesSince(request.outcome.items, preview) : [],
    effect: effectOf(isPending ? preview : items),
    ...{ rows: [], mayAcceptPart: false, mayAskMore: false, choices: [], attachments: [], related: [], effectText: '' },
  }
}

async function previewAcceptance(
  ctx: Ctx,
  request: RequestRecord,
  bookings: readonly BookingFact[],
): Promise<ItemOutcome[]> {
  const items = bookings.map(itemOfPending).filter((one): one is BookingItem => one !== null)
  if (items.length === 0) return []
  const familyId = familyOf(request)
  return previewItems(ctx, { familyId, items, at: request.submittedAt, by: 'staff', approve: true })
}

function baseItems(request: RequestRecord): ItemOutcome[] {
  if (request.outcome.items.length > 0) return request.outcome.items
  return bookingPayload(request).items.map((item) => ({ ...item, outcome: 'unchanged', amountCents: null }))
}

interface SectionFacts {
  request: RequestRecord
  bookings: readonly BookingFact[]
  places: readonly PlaceRow[]
  nameOf: NameItem
  /** Days that still wait for this agent; the others were settled before. */
  waiting: ReadonlySet<string>
}

function sectionsOf(items: readonly ItemOutcome[], facts: SectionFacts): RequestSection[] {
  const bySection = new Map<string, ItemOutcome[]>()
  for (const item of items) {
    const key = `${facts.nameOf(item).childId}/${item.slotId}/${item.action}`
    bySection.set(key, [...(bySection.get(key) ?? []), item])
  }
  return [...bySection.values()].map((own) => sectionOf(own, facts))
}

function sectionOf(items: ItemOutcome[], facts: SectionFacts): RequestSection {
  const sorted = items.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  const [first] = sorted
  if (!first) throw new Error('a section without items')
  const { childName, activityName, slotName, structureName } = facts.nameOf(first)
  const cells = sorted.map((item) => cellOf(item, facts))
  const priced = sorted.filter(
    ({ action, outcome }) => (action !== 'book' || outcome !== 'refused') && outcome !== 'waiting',
  )
  return {
    ...{ action: first.action, childName, activityName, slotName, structureName, cells },
    totalCents: priced.reduce((total, { amountCents }) => total + (amountCents ?? 0), 0),
    notes: notesOf(sorted),
  }
}

function notesOf(items: readonly ItemOutcome[]): string[] {
  const booked = items.filter(({ action, outcome }) => action === 'book' && outcome !== 'refused')
  const prices = [...new Set(booked.flatMap(({ priceText }) => (priceText ? [priceText] : [])))]
  const deadlines = booked.flatMap(({ deadline }) => (deadline ? [deadline] : [])).sort()
  const [soonest] = deadlines
  return [
    ...prices.slice(0, 3),
    ...(soonest
      ? [
          `Annulable par la famille avant le ${formatInstant(soonest)}${deadlines.length > 1 ? ' pour la première date' : ''}.`,
        ]
      : []),
  ]
}

function cellOf(item: ItemOutcome, { bookings, places, nameOf, request, waiting }: SectionFacts): RequestCell {
  const booking = bookings.find((one) => itemKey(one) === itemKey(item))
  const groupId = booking?.groupId ?? nameOf(item).groupId
  const opening = places.find((one) => one.groupId === groupId && one.slotId === item.slotId && one.date === item.date)
  const sent = request.outcome.items.find((one) => itemKey(one) === itemKey(item))
  const isSettled = request.status === 'pending' && !waiting.has(itemKey(item))
  return {
    date: item.date,
    before: isSettled ? (booking?.state ?? null) : beforeOf(item),
    outcome: item.outcome,
    ...(item.rank ? { rank: item.rank } : {}),
    late: item.late ?? sent?.late ?? false,
    amountCents: item.amountCents,
    priceText: item.priceText ?? '',
    refusalText: item.refusal ? errorLabel(item.refusal.code, item.refusal.details) : '',
    places: opening ? placesAround(item, booking?.state ?? null, opening, isSettled) : null,
  }
}

const beforeOf = ({ action }: BookingItem): StoredState | null => (action === 'book' ? null : 'booked')

/**
 * A demand that waits holds its place already: "before" is without it. A day that was settled before this decision, booked
 * at once for example, is the same before and after.
 */
function placesAround(
  { action, outcome }: ItemOutcome,
  state: StoredState | null,
  { taken, capacity }: PlaceRow,
  isSettled: boolean,
) {
  if (isSettled) return { before: taken, after: taken, capacity }
  const heldNow = state !== null && occupiesPlace(state) ? 1 : 0
  const others = taken - heldNow
  const heldBefore = action === 'book' ? 0 : 1
  const frees = outcome === 'cancelled' || outcome === 'absent-excused'
  const holds = outcome === 'booked' || outcome === 'requested' || outcome === 'awaiting-payment'
  const heldAfter = frees ? 0 : holds ? 1 : outcome === 'refused' || outcome === 'waiting' ? heldBefore : heldNow
  return { before: others + heldBefore, after: others + heldAfter, capacity }
}

/** « La fiche a changé depuis l’envoi »: what the family was shown, against what it would get now. */
function changesSince(sent: readonly ItemOutcome[], preview: readonly ItemOutcome[]): string[] {
  const before = new Map(sent.filter(isPendingOutcome).map((one) => [itemKey(one), one]))
  const pairs = preview.flatMap((now) => {
    const then = before.get(itemKey(now))
    return then ? [{ then, now }] : []
  })
  const priced = pairs.filter(
    ({ then, now }) => now.action === 'book' && now.outcome !== 'refused' && now.amountCents !== then.amountCents,
  )
  const stopped = pairs.filter(({ now }) => now.outcome === 'refused')
  return [...(priced.length > 0 ? [priceChange(priced)] : []), ...stoppedNow(stopped)]
}

interface Pair {
  then: ItemOutcome
  now: ItemOutcome
}

function priceChange(pairs: readonly Pair[]): string {
  const sum = (pick: (pair: Pair) => number | null) =>
    formatEuros(cents(pairs.reduce((total, pair) => total + (pick(pair) ?? 0), 0)))
  const [first] = pairs
  const why =
    first && first.then.priceText !== first.now.priceText
      ? ` Avant\u00A0: ${first.then.priceText ?? 'sans tarif'}. Maintenant\u00A0: ${first.now.priceText ?? 'sans tarif'}.`
      : ''
  const what = pairs.length === 1 ? 'Le prix' : `Le prix de ${plural(pairs.length, 'jour', 'jours')}`
  return `${what} est passé de ${sum(({ then }) => then.amountCents)} à ${sum(({ now }) => now.amountCents)}.${why}`
}

function stoppedNow(pairs: readonly Pair[]): string[] {
  const texts = [
    ...new Set(pairs.flatMap(({ now }) => (now.refusal ? [errorLabel(now.refusal.code, now.refusal.details)] : []))),
  ]
  if (texts.length === 0) return []
  return [
    `${plural(pairs.length, 'jour ne peut', 'jours ne peuvent')} plus être accepté${pairs.length > 1 ? 's' : ''}. ${texts.join(' ')}`,
  ]
}

function effectOf(items: readonly ItemOutcome[]): RequestDetail['effect'] {
  const count = (...wanted: ItemOutcome['outcome'][]) => items.filter(({ outcome }) => wanted.includes(outcome)).length
  const bookings = items.filter(
    ({ action, outcome }) => action === 'book' && (outcome === 'booked' || outcome === 'awaiting-payment'),
  )
  return {
    booked: bookings.length,
    cancelled: count('cancelled'),
    excused: count('absent-excused'),
    waiting: count('waiting'),
    refused: count('refused'),
    amountCents: bookings.reduce((total, { amountCents }) => total + (amountCents ?? 0), 0),
  }
}
