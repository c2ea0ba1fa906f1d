import type { PaymentView } from '../../../src-shared/contract/staff/payments'
import { refuse } from '../../../src-shared/errors'
import { parisInstant } from '../../../src-shared/kernel/instant'
import { addDays, type LocalDate } from '../../../src-shared/kernel/local-date'
import { localTime } from '../../../src-shared/kernel/local-time'
import { sumCents } from '../../../src-shared/kernel/money'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'
import { balanceOf } from '../billing'
import { familyHeader, familyIsVisible, guardiansOf, visibleFamilies } from '../families'
import { paymentFacts } from './store'
import { attemptFacts, pendingOfFamily } from './store-attempts'
import { paymentViews } from './views'

const lastPayments = 20

/** A family at the counter: what it owes, what it paid in advance, what it paid lately. */
export async function readAccount(ctx: Ctx, familyId: number) {
  if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
  const { id, number, name, addressLines, directDebit } = await familyHeader(ctx, familyId)
  const { invoices, ...sums } = await balanceOf(ctx, familyId)
  const [pending] = await pendingOfFamily(ctx.db, familyId)
  const payers = (await guardiansOf(ctx, familyId)).map((guardian) => guardian.name)
  return {
    family: { id, number, name, address: addressLines.join(', '), directDebit, payers },
    ...sums,
    dues: invoices.map(({ id: invoiceId, reference, period, dueOn, totalCents, remainingCents, isOverdue }) => {
      return { invoiceId, reference, period, dueOn, totalCents, remainingCents, isOverdue }
    }),
    payments: await paymentViews(ctx, await paymentFacts(ctx.db, sql`p.family_id = ${familyId}`, lastPayments)),
    pendingOnline:
      pending && pending.expiresAt > ctx.now
        ? { amountCents: pending.amountCents, startedAt: pending.createdAt, expiresAt: pending.expiresAt }
        : null,
  }
}

interface Days {
  from: LocalDate
  to: LocalDate
}

export async function listPayments(ctx: Ctx, { from, to, method }: Days & { method: PaymentView['method'] | null }) {
  const ofMethod = method === null ? sql`1 = 1` : sql`p.method = ${method}`
  const where = sql`p.received_on between ${from} and ${to} and ${ofMethod} and ${visibleFamilies(ctx)}`
  const rows = await paymentViews(ctx, await paymentFacts(ctx.db, where))
  const counted = rows.filter(({ cancelledAt }) => cancelledAt === null)
  const totals = [...groupBy(counted, (row) => row.method)].map(([one, list]) => {
    return { method: one, count: list.length, amountCents: sumCents(list.map(({ amountCents }) => amountCents)) }
  })
  return { rows, totals, totalCents: sumCents(counted.map(({ amountCents }) => amountCents)) }
}

const midnight = localTime('00:00')

export async function listAttempts(ctx: Ctx, { from, to }: Days) {
  const after = parisInstant(from, midnight)
  const before = parisInstant(addDays(to, 1), midnight)
  const facts = await attemptFacts(
    ctx.db,
    sql`t.created_at >= ${after} and t.created_at < ${before} and ${visibleFamilies(ctx)}`,
  )
  return facts.map(
    ({ id, familyId, familyName, familyNumber, amountCents, status, mode, invoices, createdAt, settledAt }) => ({
      ...{ id, familyId, familyName, familyNumber, amountCents, status, createdAt, settledAt },
      isTest: mode === 'test',
      invoices: invoices.map(({ reference }) => reference),
    }),
  )
}
