import { cents, negateCents, type Cents } from '../../../src-shared/kernel/money'
import { DEFAULT_BILLED_STATES, type DatedQuotient } from '../../../src-shared/rules/pricing'
import { priceBooking, tariffOn, type TariffBook } from '../pricing'
import { isBilledAlike, priceAgain, type Settled } from './rules/settle'
import type { BillableBooking, ChargeExplanation, DraftCharge } from './types'

export interface FamilyToPrice {
  runId: number
  familyId: number
  bookings: readonly BillableBooking[]
  quotients: readonly DatedQuotient[]
  book: TariffBook
  /** Presences without booking that an agent chose not to bill. */
  offered: ReadonlySet<number>
}

export interface PricedFamily {
  familyId: number
  charges: DraftCharge[]
  totalCents: Cents
  bookings: readonly BillableBooking[]
  unpriced: BillableBooking[]
  /** Those at the maximum for want of a quotient. */
  withoutQuotient: BillableBooking[]
}

/** What a family owes in this run: new charges, and the reversal of those that are no longer right. */
export function priceFamily(input: FamilyToPrice): PricedFamily {
  const family: PricedFamily = {
    familyId: input.familyId,
    charges: [],
    totalCents: cents(0),
    bookings: input.bookings,
    unpriced: [],
    withoutQuotient: [],
  }
  for (const booking of input.bookings) {
    if (booking.chargeId === null) bill(family, booking, input)
    else correct(family, booking, input)
  }
  family.totalCents = cents(family.charges.reduce((sum, { amountCents }) => sum + amountCents, 0))
  return family
}

function bill(family: PricedFamily, booking: BillableBooking, { runId, book, quotients, offered }: FamilyToPrice) {
  const price = priceBooking(book, { ...booking, quotients })
  if (!price) {
    if (DEFAULT_BILLED_STATES.includes(booking.state)) family.unpriced.push(booking)
    return
  }
  if (!price.explanation.isBilled) return
  const isOffered = offered.has(booking.id) && booking.state === 'present-unbooked'
  if (price.explanation.basis.kind === 'no-quotient' && !isOffered) family.withoutQuotient.push(booking)
  family.charges.push(chargeOf(runId, booking, isOffered ? offer(price) : price))
}

/** Reverses a charge and bills it again, when the booking is no longer what was billed. */
function correct(family: PricedFamily, booking: BillableBooking, { runId, book }: FamilyToPrice) {
  const billed = JSON.parse(booking.chargeExplanation ?? '') as ChargeExplanation
  const tariff = tariffOn(book, booking.activityId, booking.slotId, booking.date)
  if (!tariff || (billed.isOffered && booking.state === 'present-unbooked')) return
  const now = priceAgain(
    { ...billed, isBilled: true },
    {
      definition: tariff.definition,
      state: booking.state,
      isLate: booking.late,
      lateSurchargeCents: book.surchargeOf.get(booking.activityId),
    },
  )
  if (isBilledAlike(billed, now.explanation)) return
  family.charges.push(reversalOf(runId, booking))
  if (now.explanation.isBilled) family.charges.push(chargeOf(runId, booking, now))
}

function offer(price: Settled): Settled {
  const explanation: ChargeExplanation = {
    ...price.explanation,
    isBilled: false,
    isOffered: true,
    amountCents: cents(0),
  }
  return { amountCents: cents(0), mealCents: cents(0), explanation }
}

function chargeOf(runId: number, booking: BillableBooking, price: Settled): DraftCharge {
  return {
    runId,
    bookingId: booking.id,
    familyId: booking.familyId,
    childId: booking.childId,
    activityId: booking.activityId,
    slotId: booking.slotId,
    date: booking.date,
    amountCents: price.amountCents,
    mealCents: price.mealCents,
    explanation: textOf(price.explanation),
    reversesId: null,
    invoiceId: null,
  }
}

function reversalOf(runId: number, booking: BillableBooking): DraftCharge {
  return {
    ...chargeOf(runId, booking, {
      amountCents: negateCents(booking.chargeAmountCents ?? cents(0)),
      mealCents: negateCents(booking.chargeMealCents ?? cents(0)),
      explanation: JSON.parse(booking.chargeExplanation ?? '') as ChargeExplanation,
    }),
    reversesId: booking.chargeId,
  }
}

/** Thousands of charges have the same reason: one text serves them all in memory. */
const texts = new Map<string, string>()
function textOf(explanation: ChargeExplanation): string {
  const text = JSON.stringify(explanation)
  const kept = texts.get(text)
  if (kept !== undefined) return kept
  if (texts.size > 5000) texts.clear()
  texts.set(text, text)
  return text
}
