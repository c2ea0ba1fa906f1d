import { refuse } from '../../../src-shared/errors'
import { addDays, isLocalDate, startOfWeek, type LocalDate } from '../../../src-shared/kernel/local-date'
import type { StaffActor } from '../../kernel/actor'
import { writeAudit, type Ctx } from '../../kernel/context'
import type { FileRoute } from '../../kernel/files'
import { renderAttendanceSheets } from '../../print/attendance-sheet'
import { loadCatalogue, type Activity } from '../activities'
import { listStructures, worksFor } from '../organisation'
import { attendanceSheets } from './attendance-document'

interface Target {
  activities: readonly Activity[]
  groupId: number | null
}

/** What the address names: a structure, an activity or a group; refuses where the caller does not work. */
async function targetOf(ctx: Ctx, scope: string, id: number): Promise<Target> {
  const { activities, byId, groupById } = await loadCatalogue(ctx)
  if (scope === 'structure') {
    const structure = (await listStructures(ctx)).find((one) => one.id === id) ?? refuse('record.not-found')
    if (!worksFor(ctx, structure.id)) refuse('permission.missing')
    return { activities: activities.filter(({ structureId }) => structureId === structure.id), groupId: null }
  }
  const activityId = scope === 'activity' ? id : scope === 'group' ? groupById.get(id)?.activityId : undefined
  const activity = byId.get(activityId ?? 0) ?? refuse('record.not-found')
  if (!worksFor(ctx, activity.structureId)) refuse('permission.missing')
  return { activities: [activity], groupId: scope === 'group' ? id : null }
}

const week = (date: LocalDate) => ({ from: startOfWeek(date), to: addDays(startOfWeek(date), 6) })

/** Sheets to print: `/files/attendance/activity/3/2026-12-03.pdf`, with `?days=week` for the whole week of that day. */
export const attendanceFiles: FileRoute<StaffActor>[] = [
  {
    path: '/files/attendance/:scope/:id/:date.pdf',
    permission: 'attendance.write',
    handle: async (ctx, params, query) => {
      const { scope = '', id = '', date = '' } = params
      if (!isLocalDate(date) || !/^\d{1,9}$/.test(id)) return refuse('record.not-found')
      const days = query['days'] === 'week' ? week(date) : { from: date, to: date }
      const { documents, alertsRead } = await ctx.read(async (unit) =>
        attendanceSheets(unit, { ...(await targetOf(unit, scope, Number(id))), ...days }),
      )
      if (documents.length === 0) refuse('attendance.nobody-expected')
      if (alertsRead !== null) {
        // as on the screen: whoever reads health leaves a trace, before anything is shown
        const summary = { date: days.from, ...(days.to === days.from ? {} : { to: days.to }), alerts: alertsRead }
        const entry = { entity: 'health', id: `${scope}/${id}`, summary }
        await ctx.write((unit) => writeAudit(unit, 'attendance.sheet', entry))
      }
      const body = await renderAttendanceSheets(documents)
      return { contentType: 'application/pdf', fileName: `feuille-de-presence-${date}.pdf`, body, inline: true }
    },
  },
]
