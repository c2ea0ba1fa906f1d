import { z } from 'zod'
import { zLocalDate } from '../../../src-shared/contract/schemas'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import type { JobDefinition, JobStep } from '../../kernel/jobs'
import { waitingListJob } from '../activities'
import { loadBoard } from './board'
import { giveFreedPlaces } from './freed-places'
import { countWaiting, waitingDays, waitingOn } from './store-waiting'
import type { BookingFact } from './types'
import { announce } from './write-state'

const zParams = z.object({ activityId: z.number().int() })
const zCursor = z.object({ date: zLocalDate, given: z.number().int(), done: z.number().int() }).nullable()

const daysAStep = 5

/**
 * Gives the places that a change of capacity or a new opening has made to those who wait, a few days at a time: a
 * long list never holds the database.
 */
export const bookingJobs: readonly JobDefinition[] = [{ kind: waitingListJob, step: stepOf }]

async function stepOf(ctx: Ctx, params: unknown, cursor: unknown): Promise<JobStep> {
  const { activityId } = zParams.parse(params)
  const before = zCursor.parse(cursor)
  const dates = await waitingDays(ctx.db, activityId, before?.date ?? null, ctx.today, daysAStep)
  const moved: BookingFact[] = []
  for (const date of dates) moved.push(...(await giveOn(ctx, activityId, date)))
  await announce(ctx, moved)
  const given = (before?.given ?? 0) + moved.length
  const done = (before?.done ?? 0) + dates.length
  const last = dates.at(-1)
  const isOver = dates.length < daysAStep
  const left = isOver || !last ? 0 : await countWaiting(ctx.db, activityId, last)
  return {
    progress: done,
    total: done + left,
    cursor: last ? { date: last, given, done } : before,
    ...(isOver ? { done: { result: { given } } } : {}),
  }
}

async function giveOn(ctx: Ctx, activityId: number, date: LocalDate): Promise<BookingFact[]> {
  const cells = await waitingOn(ctx.db, activityId, date)
  const board = await loadBoard(ctx, cells, { lock: true, wholeLine: true })
  const given: BookingFact[] = []
  for (const slotId of new Set(cells.map((cell) => cell.slotId))) {
    given.push(...(await giveFreedPlaces(ctx, ctx, board, { slotId, date })))
  }
  return given
}
