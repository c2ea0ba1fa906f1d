import type { Ctx } from '../../../src-main/kernel/context'
import { localDate } from '../../../src-shared/kernel/local-date'
import { cents, type Cents } from '../../../src-shared/kernel/money'

let counter = 0

interface InvoiceOptions {
  familyId: number
  totalCents: number
  period?: string
  dueOn?: string
  published?: boolean
}

/** An invoice as billing issues it, with one line. */
export async function insertInvoice(
  ctx: Ctx,
  options: InvoiceOptions,
): Promise<{ id: number; reference: string; totalCents: Cents }> {
  const { familyId, totalCents, period = '2026-11', dueOn = '2026-12-31', published = true } = options
  counter += 1
  const reference = `2026-${String(counter).padStart(6, '0')}`
  const id = await ctx.db.insert('invoice', {
    ...{ kind: 'invoice', series: 'test', number: counter, reference, familyId, runId: null, period },
    ...{ issuedOn: localDate('2026-12-01'), dueOn, totalCents, cancelsId: null, cancelledAt: null },
    ...{ publishedAt: published ? ctx.now : null, recipient: '{}' },
  })
  return { id, reference, totalCents: cents(totalCents) }
}

/** Lets parents of this town pay online through the test gateway. */
export async function openTestGateway(ctx: Ctx): Promise<void> {
  await ctx.db.run`update town set settings = ${JSON.stringify({ payments: { gateway: 'test' } })}`
}
