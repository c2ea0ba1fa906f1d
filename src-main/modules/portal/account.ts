import {
  viewKey,
  type AccountInvoice,
  type AccountView,
  type FamilyView,
} from '../../../src-shared/contract/portal/views'
import { refuse } from '../../../src-shared/errors'
import { addCents, negateCents, ZERO, type Cents } from '../../../src-shared/kernel/money'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { ParentCtx } from '../../kernel/context'
import { unpaidInvoices } from './home'
import { readFamily } from './reading'
import type { ViewSource } from './views/source'

const statementLines = 60

export async function readInvoices(ctx: ParentCtx, views: ViewSource) {
  const { town, family } = await readFamily(ctx, views)
  const [account] = await views.get(ctx, viewKey.account(family.id))
  const unpaid = unpaidInvoices(account)
  const settled = (account?.invoices ?? []).filter(({ remainingCents }) => remainingCents === 0)
  return {
    today: ctx.today,
    dueCents: account?.dueCents ?? ZERO,
    creditCents: account?.creditCents ?? ZERO,
    directDebit: family.directDebit,
    onlinePayment: town.onlinePayment,
    unpaid: unpaid.map((invoice) => row(invoice, ctx.today)),
    settled: settled.map((invoice) => row(invoice, ctx.today)),
    statement: account ? statementOf(account) : [],
  }
}

function row({ lines: _, ...invoice }: AccountInvoice, today: LocalDate) {
  return { ...invoice, overdue: isOverdue(invoice, today) }
}

const isOverdue = ({ remainingCents, dueOn }: Pick<AccountInvoice, 'remainingCents' | 'dueOn'>, today: LocalDate) =>
  remainingCents > 0 && dueOn < today

/** One invoice of the family of the session; anybody else's does not exist. */
export async function readInvoice(ctx: ParentCtx, views: ViewSource, id: number) {
  const { town, family } = await readFamily(ctx, views)
  const invoice = await ownInvoice(ctx, views, family, id)
  return {
    ...invoice,
    overdue: isOverdue(invoice, ctx.today),
    directDebit: family.directDebit,
    onlinePayment: town.onlinePayment,
  }
}

export async function ownInvoice(
  ctx: ParentCtx,
  views: ViewSource,
  family: FamilyView,
  id: number,
): Promise<AccountInvoice> {
  const [account] = await views.get(ctx, viewKey.account(family.id))
  return account?.invoices.find((invoice) => invoice.id === id) ?? refuse('record.not-found')
}

interface Movement {
  date: LocalDate
  kind: 'invoice' | 'credit-note' | 'payment'
  label: string
  amountCents: Cents
}

/** Every invoice and payment in the order of time, with what was owed after each; the latest first. */
export function statementOf(account: AccountView): (Movement & { balanceCents: Cents })[] {
  const invoices = account.invoices.map((invoice): Movement => {
    // a credit note takes away what it cancels, however its total is written
    const isCredit = invoice.kind === 'credit-note' && invoice.totalCents > 0
    return {
      date: invoice.issuedOn,
      kind: invoice.kind,
      label: invoice.period,
      amountCents: isCredit ? negateCents(invoice.totalCents) : invoice.totalCents,
    }
  })
  const payments = account.payments.map((payment): Movement => {
    return {
      date: payment.receivedOn,
      kind: 'payment',
      label: payment.method,
      amountCents: negateCents(payment.amountCents),
    }
  })
  const order = { invoice: 0, 'credit-note': 1, payment: 2 }
  const movements = [...invoices, ...payments].toSorted((left, right) =>
    left.date === right.date ? order[left.kind] - order[right.kind] : left.date < right.date ? -1 : 1,
  )
  let balance = ZERO
  const lines = movements.map((movement) => {
    balance = addCents(balance, movement.amountCents)
    return { ...movement, balanceCents: balance }
  })
  return lines.toReversed().slice(0, statementLines)
}
