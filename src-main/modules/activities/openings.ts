import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import { closureRows, openingRows, type OpeningFilter } from './store'

/** An open (group, slot, date), with its counter of places. */
export interface Opening {
  id: number
  activityId: number
  groupId: number
  slotId: number
  date: LocalDate
  /** Null = no limit. */
  capacity: number | null
  taken: number
  staffPlanned: number | null
}

/** What is open between two days, both included, by date then slot then group. */
export async function openingsBetween(
  ctx: Ctx,
  filter: OpeningFilter & { from: LocalDate; to: LocalDate },
): Promise<Opening[]> {
  return (await openingRows(ctx.db, filter)) as Opening[]
}

/** An exceptional closure, with the word that families read. */
export interface Closure {
  id: number
  /** Null = every structure. */
  structureId: number | null
  fromDate: LocalDate
  toDate: LocalDate
  label: string
}

/** Closures that touch a period, of every structure. */
export async function closuresBetween(ctx: Ctx, from: LocalDate, to: LocalDate): Promise<Closure[]> {
  return (await closureRows(ctx.db, from, to)) as Closure[]
}

/** The closure of a structure on a day, if any; `closures` as `closuresBetween` gave them. */
export function closureOn(closures: readonly Closure[], structureId: number, date: LocalDate): Closure | undefined {
  return closures.find(
    (closure) =>
      (closure.structureId === null || closure.structureId === structureId) &&
      closure.fromDate <= date &&
      date <= closure.toDate,
  )
}
