import { formatDateLong, formatMonth } from '../../../src-shared/format/date'
import { formatEuros } from '../../../src-shared/format/money'
import { NBSP } from '../../../src-shared/format/number'
import { cents } from '../../../src-shared/kernel/money'
import type { Ctx } from '../../kernel/context'
import type { JobDefinition, JobStep } from '../../kernel/jobs'
import { emailFamily } from '../messaging'
import { readTown } from '../organisation'
import { changeRun, runById } from './store'
import { countInvoices, markPublished, unpublishedInvoices, type ToPublish } from './store-issue'

const invoicesPerUnit = 200

/** Shows the invoices on the portal and writes to the families who want it, unit by unit; each family once. */
export const publishJob: JobDefinition = {
  kind: 'billing.publish',
  step: (ctx, params) => publishStep(ctx, params as { runId: number }),
}

async function publishStep(ctx: Ctx, { runId }: { runId: number }): Promise<JobStep> {
  const run = await runById(ctx.db, runId)
  if (!run || run.status !== 'issued') return { progress: 0, total: 0, cursor: null, done: { result: null } }
  const invoices = await unpublishedInvoices(ctx.db, runId, invoicesPerUnit)
  if (invoices.length === 0) {
    const { all } = await countInvoices(ctx.db, runId)
    await changeRun(ctx.db, runId, { publishedAt: ctx.now })
    ctx.afterCommit(() => ctx.services.publish({ type: 'billing', period: run.period }))
    return { progress: all, total: all, cursor: null, done: { result: { invoices: all } } }
  }
  await markPublished(
    ctx.db,
    invoices.map(({ id }) => id),
    ctx.now,
  )
  const town = await readTown(ctx)
  for (const invoice of invoices) {
    await ctx.touch(`account/${invoice.familyId}`)
    if (invoice.invoiceDelivery === 'paper') continue
    await emailFamily(ctx, {
      ...{ dedupeKey: `invoice/${invoice.id}`, kind: 'invoice', familyId: invoice.familyId },
      ...letterOf(invoice, town.name, town.settings.portal.publicUrl),
    })
  }
  const { all, published } = await countInvoices(ctx.db, runId)
  return { progress: published, total: all, cursor: null }
}

function letterOf(invoice: ToPublish, townName: string, portalUrl: string): { subject: string; text: string } {
  const month = formatMonth(invoice.period)
  const amount = formatEuros(cents(invoice.totalCents))
  const due =
    invoice.totalCents === 0
      ? 'Il n’y a rien à payer.'
      : invoice.directDebit
        ? `Elle sera prélevée le ${formatDateLong(invoice.dueOn)}${NBSP}: vous n’avez rien à faire.`
        : `À payer avant le ${formatDateLong(invoice.dueOn)}.`
  const where = portalUrl === '' ? 'votre espace famille' : `votre espace famille${NBSP}: ${portalUrl}`
  return {
    subject: `Votre facture de ${month}${NBSP}: ${amount}`,
    text: [
      'Bonjour,',
      '',
      `La facture n°${NBSP}${invoice.reference} de ${month} est disponible. Montant${NBSP}: ${amount}. ${due}`,
      '',
      `Vous la trouvez, avec le détail de chaque prix, dans ${where}`,
      '',
      townName,
    ].join('\n'),
  }
}
