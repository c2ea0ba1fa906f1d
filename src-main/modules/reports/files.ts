import { refuse } from '../../../src-shared/errors'
import { isYearMonth } from '../../../src-shared/kernel/year-month'
import { actorName, type StaffActor } from '../../kernel/actor'
import type { ManualCtx } from '../../kernel/context'
import type { FileRoute } from '../../kernel/files'
import { renderMonthlyReport } from '../../print/monthly-report'
import { printTown } from '../payments'
import { reportCsv } from './csv'
import { reportDocument } from './document'
import { readMonth } from './month'

async function read(ctx: ManualCtx<StaffActor>, params: Record<string, string>, query: Record<string, string>) {
  const month = params['month'] ?? ''
  const structureId = query['structure'] ? Number(query['structure']) : null
  if (!isYearMonth(month) || Number.isNaN(structureId)) return refuse('record.not-found')
  return ctx.read(async (unit) => ({ report: await readMonth(unit, month, structureId), town: await printTown(unit) }))
}

/** The month's report to print, and for a spreadsheet. */
export const reportFiles: FileRoute<StaffActor>[] = [
  {
    path: '/files/reports/:month.pdf',
    permission: 'reports.read',
    handle: async (ctx, params, query) => {
      const { report, town } = await read(ctx, params, query)
      const body = await renderMonthlyReport(reportDocument(report, town, actorName(ctx.actor)))
      return { contentType: 'application/pdf', fileName: `rapport-${report.month}.pdf`, body, inline: true }
    },
  },
  {
    path: '/files/reports/:month.csv',
    permission: 'reports.read',
    handle: async (ctx, params, query) => {
      const { report } = await read(ctx, params, query)
      return {
        contentType: 'text/csv; charset=utf-8',
        fileName: `rapport-${report.month}.csv`,
        body: reportCsv(report),
      }
    },
  },
]
