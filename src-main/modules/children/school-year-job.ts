import { z } from 'zod'
import { zSchoolYearChoices, type SchoolYearChoices } from '../../../src-shared/contract/staff/school-year'
import { isInstant, type Instant } from '../../../src-shared/kernel/instant'
import { schoolYear, schoolYearRange } from '../../../src-shared/kernel/school-year'
import { nextLevel } from '../../../src-shared/rules/school-promotion'
import type { Ctx } from '../../kernel/context'
import type { JobDefinition, JobStep } from '../../kernel/jobs'
import { destination, schoolYearJob } from './school-year'
import {
  changeRow,
  familiesOf,
  moveRows,
  pupilsBefore,
  statesOf,
  writeState,
  type ChangeRow,
  type PupilRow,
  type SchoolState,
} from './store-school-year'

const zParams = z.object({ changeId: z.number().int(), undo: z.boolean() })
const zCursor = z.object({ lastId: z.number().int(), done: z.number().int(), skipped: z.number().int() }).nullable()
const zState = z.object({
  schoolId: z.number().int().nullable(),
  classLevel: z.string(),
  className: z.string(),
  schoolYear: z.string(),
  archivedAt: z.custom<Instant | null>((value) => value === null || (typeof value === 'string' && isInstant(value))),
})

const childrenAStep = 200

/** The change of school year and its undoing: each step is a transaction, and a crash goes on where it stopped. */
export const childrenJobs: readonly JobDefinition[] = [{ kind: schoolYearJob, step: stepOf }]

async function stepOf(ctx: Ctx, params: unknown, cursor: unknown): Promise<JobStep> {
  const { changeId, undo } = zParams.parse(params)
  const change = await changeRow(ctx.db, changeId)
  if (!change) throw new Error(`no school year change ${changeId}`)
  const before = zCursor.parse(cursor) ?? { lastId: 0, done: 0, skipped: 0 }
  return undo ? undoStep(ctx, change, before) : moveStep(ctx, change, before)
}

type Cursor = NonNullable<z.output<typeof zCursor>>

async function moveStep(ctx: Ctx, change: ChangeRow, { lastId, done }: Cursor): Promise<JobStep> {
  const year = schoolYear(change.schoolYear)
  const choices = zSchoolYearChoices.parse(JSON.parse(change.choices))
  const range = { schoolYear: year, after: schoolYearRange(year).from, fromId: lastId }
  const pupils = await pupilsBefore(ctx.db, { ...range, limit: childrenAStep })
  const moves = pupils.map((pupil) => ({ pupil, after: stateAfter(ctx, pupil, year, choices) }))
  for (const { pupil, after } of moves) await writeState(ctx.db, pupil.id, after)
  await ctx.db.insertMany(
    'school_year_change_row',
    moves.map(({ pupil, after }) => ({
      ...{ changeId: change.id, childId: pupil.id },
      ...{ before: JSON.stringify(stateOf(pupil)), after: JSON.stringify(after) },
    })),
  )
  await tellFamilies(
    ctx,
    pupils.map(({ id }) => id),
  )
  const total = done + pupils.length
  const isOver = pupils.length < childrenAStep
  if (isOver) {
    await ctx.db.run`update school_year_change set status = 'done', moved = ${total}, finished_at = ${ctx.now}
      where id = ${change.id}`
  }
  return {
    progress: total,
    total: isOver ? total : total + childrenAStep,
    cursor: { lastId: pupils.at(-1)?.id ?? lastId, done: total, skipped: 0 },
    ...(isOver ? { done: { result: { moved: total } } } : {}),
  }
}

/** Up one class, kept down, or out of the town's schools; who is still enrolled somewhere keeps an open file. */
function stateAfter(ctx: Ctx, pupil: PupilRow, year: string, choices: SchoolYearChoices): SchoolState {
  if (choices.kept.includes(pupil.id)) return { ...stateOf(pupil), className: '', schoolYear: year }
  const level = nextLevel(pupil.classLevel)
  if (level === null) return { ...stateOf(pupil), schoolYear: year }
  if (level === '') {
    const archivedAt = pupil.isEnrolled ? null : ctx.now
    return { schoolId: null, classLevel: '', className: '', schoolYear: year, archivedAt }
  }
  const schoolId = destination(choices, pupil.schoolId, pupil.classLevel)
  return { schoolId, classLevel: level, className: '', schoolYear: year, archivedAt: null }
}

const stateOf = ({ schoolId, classLevel, className, schoolYear: year, archivedAt }: SchoolState): SchoolState => ({
  ...{ schoolId, classLevel, className, schoolYear: year, archivedAt },
})

async function undoStep(ctx: Ctx, change: ChangeRow, { lastId, done, skipped }: Cursor): Promise<JobStep> {
  const rows = await moveRows(ctx.db, change.id, lastId, childrenAStep)
  const present = new Map(
    (
      await statesOf(
        ctx.db,
        rows.map(({ childId }) => childId),
      )
    ).map((row) => [row.id, row]),
  )
  const undone: number[] = []
  for (const row of rows) {
    const now = present.get(row.childId)
    // somebody changed the class since: what they wrote stays
    if (!now || JSON.stringify(stateOf(now)) !== JSON.stringify(zState.parse(JSON.parse(row.after)))) continue
    await writeState(ctx.db, row.childId, zState.parse(JSON.parse(row.before)))
    undone.push(row.childId)
  }
  await tellFamilies(ctx, undone)
  const isOver = rows.length < childrenAStep
  const left = skipped + rows.length - undone.length
  if (isOver) {
    await ctx.db.run`update school_year_change set status = 'undone', finished_at = ${ctx.now} where id = ${change.id}`
  }
  return {
    progress: done + rows.length,
    total: change.moved,
    cursor: { lastId: rows.at(-1)?.id ?? lastId, done: done + rows.length, skipped: left },
    ...(isOver ? { done: { result: { undone: done + rows.length - left, skipped: left } } } : {}),
  }
}

async function tellFamilies(ctx: Ctx, childIds: readonly number[]): Promise<void> {
  if (childIds.length === 0) return
  const families = await familiesOf(ctx.db, childIds)
  await ctx.touch(...families.map(({ familyId }) => `family/${familyId}`))
}
