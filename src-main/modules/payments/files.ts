import { refuse } from '../../../src-shared/errors'
import { isLocalDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import { schoolYearOf, schoolYearRange } from '../../../src-shared/kernel/school-year'
import type { StaffActor } from '../../kernel/actor'
import type { FileRoute } from '../../kernel/files'
import { renderStatement } from '../../print/statement'
import { familyIsVisible } from '../families'
import { receiptPdf } from './receipt'
import { statementDocument } from './statement'

/** The days asked for, this school year by default; an account says nothing of days to come. */
function daysOf(query: Record<string, string>, today: LocalDate): { from: LocalDate; to: LocalDate } {
  const from = query['from'] ?? schoolYearRange(schoolYearOf(today)).from
  const to = query['to'] ?? today
  if (!isLocalDate(from) || !isLocalDate(to) || from > to || from > today) return refuse('payment.statement-dates')
  return { from, to: to < today ? to : today }
}

/** Downloads of the back office: receipts, and what a family was billed and paid. */
export const paymentFiles: FileRoute<StaffActor>[] = [
  {
    path: '/files/receipts/:id.pdf',
    permission: 'payments.read',
    handle: (ctx, params) => receiptPdf(ctx, Number(params['id'])),
  },
  {
    path: '/files/families/:id/statement.pdf',
    permission: 'payments.read',
    handle: async (ctx, params, query) => {
      const familyId = Number(params['id'])
      if (!Number.isSafeInteger(familyId)) refuse('record.not-found')
      const document = await ctx.read(async (unit) => {
        if (!(await familyIsVisible(unit, familyId))) refuse('record.not-found')
        return statementDocument(unit, familyId, daysOf(query, unit.today))
      })
      const fileName = `releve-${document.family.number}-${document.from}-${document.to}.pdf`
      return { contentType: 'application/pdf', fileName, body: await renderStatement(document), inline: true }
    },
  },
]
