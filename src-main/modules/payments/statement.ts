import type { PaymentView } from '../../../src-shared/contract/staff/payments'
import { formatDateOfYear, formatMonth } from '../../../src-shared/format/date'
import { NBSP } from '../../../src-shared/format/number'
import { joinFrench } from '../../../src-shared/format/text'
import { parisDate } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { addCents, negateCents, subtractCents, sumCents, ZERO, type Cents } from '../../../src-shared/kernel/money'
import { paymentMethodLabels } from '../../../src-shared/labels/payment'
import type { Ctx } from '../../kernel/context'
import type { StatementDocument, StatementLine } from '../../print/types'
import { accountDocuments, balanceOf } from '../billing'
import { childrenOfFamily } from '../children'
import { printFamily, printTown } from './print-town'
import { allPaymentFacts } from './store'
import { paymentViews } from './views'

/** A move of the account, before its balance is known. */
interface Move {
  on: LocalDate
  label: string
  explanation: string
  billedCents?: Cents
  paidCents?: Cents
}

type AccountDocument = Awaited<ReturnType<typeof accountDocuments>>[number]

function moveOfDocument(one: AccountDocument): Move {
  if (one.kind === 'credit-note') {
    return {
      on: one.issuedOn,
      label: `Avoir n°${NBSP}${one.reference}`,
      explanation: one.cancelsReference ? `Annule la facture n°${NBSP}${one.cancelsReference}` : '',
      paidCents: negateCents(one.totalCents),
    }
  }
  const month = formatMonth(one.period)
  return {
    on: one.issuedOn,
    label: `Facture n°${NBSP}${one.reference}`,
    explanation: `${month.charAt(0).toUpperCase()}${month.slice(1)}, à payer avant le ${formatDateOfYear(one.dueOn)}`,
    billedCents: one.totalCents,
  }
}

/** A payment, and its cancellation as a move of its own on the day when it was taken back. */
function movesOfPayment(payment: PaymentView): Move[] {
  const { method, isTest, receiptReference, reference, allocations, amountCents, cancelledAt, cancelReason } = payment
  const name = `${paymentMethodLabels[method]}${isTest ? ' (essai)' : ''}`
  const settled = joinFrench(allocations.map((one) => `${NBSP}${one.reference}`))
  const what = allocations.length > 1 ? 'factures n°' : 'facture n°'
  const details = [
    `Reçu ${receiptReference}`,
    ...(reference ? [`réf. ${reference}`] : []),
    ...(settled && cancelledAt === null ? [`${what}${settled}`] : []),
  ]
  const received = {
    on: payment.receivedOn,
    label: `Règlement${NBSP}: ${name}`,
    explanation: details.join(', '),
    paidCents: amountCents,
  }
  if (cancelledAt === null) return [received]
  const explanation = [`Reçu ${receiptReference}`, ...(cancelReason ? [cancelReason] : [])].join(', ')
  const taken = { on: parisDate(cancelledAt), label: `Règlement annulé${NBSP}: ${name}`, explanation }
  return [received, { ...taken, paidCents: negateCents(amountCents) }]
}

const effectOf = ({ billedCents = ZERO, paidCents = ZERO }: Move): Cents => subtractCents(billedCents, paidCents)

/**
 * What a family was billed and paid between two days, both included. On today's date its balance is, to the cent, what
 * `balanceOf` says is due less what it says was paid in advance.
 */
export async function statementDocument(
  ctx: Ctx,
  familyId: number,
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<StatementDocument> {
  const documents = await accountDocuments(ctx, familyId)
  const payments = await paymentViews(ctx, await allPaymentFacts(ctx.db, familyId))
  const moves = [...documents.map(moveOfDocument), ...payments.flatMap(movesOfPayment)].toSorted((left, right) =>
    left.on < right.on ? -1 : left.on > right.on ? 1 : 0,
  )
  const openingCents = sumCents(moves.filter(({ on }) => on < from).map(effectOf))
  const shown = moves.filter(({ on }) => from <= on && on <= to)
  let balanceCents = openingCents
  const lines = shown.map((move): StatementLine => {
    balanceCents = addCents(balanceCents, effectOf(move))
    return { ...move, balanceCents }
  })
  return {
    town: await printTown(ctx),
    family: await printFamily(ctx, familyId),
    ...{ from, to, issuedOn: ctx.today, openingCents, balanceCents, lines },
    childNames: (await childrenOfFamily(ctx, familyId)).map(({ firstName }) => firstName),
    billedCents: sumCents(shown.map((move) => move.billedCents ?? ZERO)),
    paidCents: sumCents(shown.map((move) => move.paidCents ?? ZERO)),
    // What remains due is known of today only: a statement of the past shows its moves alone.
    due: to === ctx.today ? await dueOf(ctx, familyId) : [],
  }
}

async function dueOf(ctx: Ctx, familyId: number): Promise<StatementDocument['due']> {
  const { invoices } = await balanceOf(ctx, familyId)
  return invoices.map(({ reference, period, dueOn, totalCents, paidCents, remainingCents }) => {
    return { reference, label: formatMonth(period), dueOn, amountCents: totalCents, paidCents, remainingCents }
  })
}
