import type { SchoolYearChange, SchoolYearChoices } from '../../../src-shared/contract/staff/school-year'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { isSchoolYear, schoolYearOf, schoolYearRange, type SchoolYear } from '../../../src-shared/kernel/school-year'
import { classLevels } from '../../../src-shared/labels/child'
import { nextLevel, yearAfter, yearBefore, yearToOpen } from '../../../src-shared/rules/school-promotion'
import { actorName } from '../../kernel/actor'
import type { Ctx, StaffCtx } from '../../kernel/context'
import { startJob } from '../../kernel/jobs'
import { listStructures } from '../organisation'
import {
  changeRow,
  changeRows,
  classCounts,
  countEnrolledLeavers,
  pupilsById,
  pupilsOfClass,
  type ChangeRow,
} from './store-school-year'

export const schoolYearJob = 'children.school-year'
const undoMinutes = 24 * 60
const lastLevel = classLevels.at(-1) ?? ''

/** Places change for everybody: who works for some structures only looks. */
function requireWholeTown(ctx: StaffCtx): void {
  if (ctx.actor.structureIds !== null) refuse('permission.missing')
}

function yearFrom(ctx: Ctx, text: string): SchoolYear {
  const present = schoolYearOf(ctx.today)
  if (!isSchoolYear(text) || (text !== present && text !== yearAfter(present))) return refuse('school-year.unknown')
  return text
}

export async function schoolYearState(ctx: StaffCtx) {
  const present = schoolYearOf(ctx.today)
  const counts = await classCounts(ctx.db)
  const years = [yearBefore(present), present, yearAfter(present)].map((year) => {
    const { from, to } = schoolYearRange(year)
    const children = counts.filter((one) => one.schoolYear === year).reduce((sum, one) => sum + one.children, 0)
    return { schoolYear: year, from, to, children }
  })
  const changes = (await changeRows(ctx.db)).map((row) => viewOf(ctx, row))
  const mayChange = ctx.actor.structureIds === null && ctx.actor.permissions.has('settings.manage')
  // nobody is left behind this year: the next one is what can be prepared
  const isLate = counts.some((one) => one.schoolYear < present)
  return { target: isLate ? yearToOpen(ctx.today) : yearAfter(present), present, years, changes, mayChange }
}

function viewOf(ctx: Ctx, row: ChangeRow): SchoolYearChange {
  const { id, schoolYear, moved, startedAt, startedBy, jobId } = row
  const status = statusOf(row)
  const limit = addMinutesToInstant(startedAt, undoMinutes)
  const undoUntil = (status === 'done' || status === 'interrupted') && limit > ctx.now ? limit : null
  return { id, schoolYear, moved: Number(moved), status, startedAt, startedBy, jobId, undoUntil }
}

/** A job that failed holds nobody back: what it did stays, and can be undone. */
function statusOf({ status, jobStatus }: ChangeRow): SchoolYearChange['status'] {
  const isUnderWay = status === 'running' || status === 'undoing'
  return isUnderWay && (jobStatus === 'failed' || jobStatus === 'cancelled') ? 'interrupted' : status
}

/** What the change would do, class by class, in the order of the schools; nothing is written. */
export async function previewYear(ctx: StaffCtx, input: { schoolYear: string; choices: SchoolYearChoices }) {
  const year = yearFrom(ctx, input.schoolYear)
  const counts = await classCounts(ctx.db)
  const waiting = counts.filter((one) => one.schoolYear < year)
  const kept = await keptPupils(ctx, year, input.choices)
  const structures = await listStructures(ctx)
  const positionOf = (id: number | null) => structures.findIndex((one) => one.id === id)
  const lines = [...groupClasses(waiting).values()]
    .map(({ schoolId, classLevel, children }) => ({
      ...{ schoolId, classLevel, children, nextLevel: nextLevel(classLevel) ?? classLevel },
      schoolName: structures.find(({ id }) => id === schoolId)?.name ?? '',
      kept: kept.filter((one) => one.schoolId === schoolId && one.classLevel === classLevel).length,
      toSchoolId: destination(input.choices, schoolId, classLevel),
    }))
    .toSorted(
      (left, right) =>
        positionOf(left.schoolId) - positionOf(right.schoolId) || rank(left.classLevel) - rank(right.classLevel),
    )
  const total = lines.reduce((sum, line) => sum + line.children, 0)
  const leaving = lines.filter((line) => line.nextLevel === '')
  return {
    schoolYear: year,
    lines,
    moved: total - kept.length,
    kept: kept.length,
    leavers: leaving.reduce((sum, line) => sum + line.children - line.kept, 0),
    leaversEnrolled: await countEnrolledLeavers(ctx.db, year, schoolYearRange(year).from, lastLevel),
    done: counts.filter((one) => one.schoolYear >= year).reduce((sum, one) => sum + one.children, 0),
  }
}

const rank = (level: string) => (classLevels as readonly string[]).indexOf(level)

/** Where a class goes: to the school that was chosen, or nowhere else. */
export function destination(choices: SchoolYearChoices, schoolId: number | null, classLevel: string): number | null {
  const move = choices.moves.find((one) => one.fromSchoolId === schoolId && one.classLevel === classLevel)
  return move?.toSchoolId ?? schoolId
}

async function keptPupils(ctx: Ctx, year: SchoolYear, { kept }: SchoolYearChoices) {
  if (kept.length === 0) return []
  return (await pupilsById(ctx.db, kept)).filter(({ schoolYear, classLevel }) => schoolYear < year && classLevel !== '')
}

function groupClasses(counts: Awaited<ReturnType<typeof classCounts>>) {
  const classes = new Map<string, { schoolId: number | null; classLevel: string; children: number }>()
  for (const { schoolId, classLevel, children } of counts) {
    const key = `${String(schoolId)}/${classLevel}`
    const known = classes.get(key)
    classes.set(key, { schoolId, classLevel, children: children + (known?.children ?? 0) })
  }
  return classes
}

export async function childrenOfClass(ctx: StaffCtx, schoolId: number | null, classLevel: string) {
  const rows = await pupilsOfClass(ctx.db, schoolId, classLevel)
  return rows.map(({ id, firstName, lastName, className }) => ({ id, name: `${lastName} ${firstName}`, className }))
}

/** Starts the change; the work itself is a job, a few hundred children at a time. */
export async function startYear(ctx: StaffCtx, input: { schoolYear: string; choices: SchoolYearChoices }) {
  requireWholeTown(ctx)
  const year = yearFrom(ctx, input.schoolYear)
  await ctx.db.lock('school-year')
  await refuseWhileRunning(ctx)
  const schools = new Set((await listStructures(ctx)).filter(({ kind }) => kind === 'school').map(({ id }) => id))
  if (input.choices.moves.some(({ toSchoolId }) => !schools.has(toSchoolId))) refuse('record.not-found')
  const id = await ctx.db.insert('school_year_change', {
    ...{ schoolYear: year, choices: JSON.stringify(input.choices), moved: 0, status: 'running' },
    ...{ startedAt: ctx.now, startedBy: actorName(ctx.actor), finishedAt: null, jobId: null },
  })
  const jobId = await startJob(ctx, schoolYearJob, { changeId: id, undo: false })
  await ctx.db.run`update school_year_change set job_id = ${jobId} where id = ${id}`
  return { id, jobId }
}

async function refuseWhileRunning(ctx: Ctx): Promise<void> {
  const running = (await changeRows(ctx.db))
    .map(statusOf)
    .some((status) => status === 'running' || status === 'undoing')
  if (running) refuse('school-year.running')
}

/** Gives every child its class back, within the day. */
export async function undoYear(ctx: StaffCtx, id: number) {
  requireWholeTown(ctx)
  await ctx.db.lock('school-year')
  await refuseWhileRunning(ctx)
  const row = (await changeRow(ctx.db, id)) ?? refuse('record.not-found')
  if (viewOf(ctx, row).undoUntil === null) refuse('school-year.over')
  const jobId = await startJob(ctx, schoolYearJob, { changeId: id, undo: true })
  await ctx.db.run`update school_year_change set status = 'undoing', job_id = ${jobId} where id = ${id}`
  return { jobId }
}
