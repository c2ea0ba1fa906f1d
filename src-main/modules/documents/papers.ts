import type { Requirement } from '../../../src-shared/contract/documents'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import {
  bookingPapers,
  requirementsFor,
  requirementsOf,
  type BookingPapers,
  type FamilyPapers,
} from '../../../src-shared/rules/documents'
import { sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'
import { acceptancesOf, givenDocuments, household, rulesRows, rulesView, typeRows } from './store'

/** What the rules on documents read of a family. */
export async function papersOf(ctx: Ctx, familyId: number): Promise<FamilyPapers> {
  const { db } = ctx
  return {
    rules: (await typeRows(db)).filter(({ archived }) => !archived),
    given: await givenDocuments(db, familyId),
    ...(await household(db, familyId, ctx.today)),
  }
}

/** What a family must provide and where it stands; for one child and one activity, what that activity asks. */
export async function requiredDocumentsOf(
  ctx: Ctx,
  asked: { familyId: number; childId?: number; activityId?: number; on: LocalDate },
): Promise<Requirement[]> {
  const papers = await papersOf(ctx, asked.familyId)
  const { childId, activityId, on } = asked
  if (childId !== undefined && activityId !== undefined) return requirementsFor(papers, { childId, activityId, on })
  const all = requirementsOf(papers, on)
  return childId === undefined ? all : all.filter(({ personId }) => personId === childId)
}

/** Null when the town blocks nothing: the usual case costs two short readings. */
export async function bookingPapersOf(ctx: Ctx, familyId: number): Promise<BookingPapers | null> {
  const { db } = ctx
  const types = (await typeRows(db)).filter(({ archived, blocksBooking }) => !archived && blocksBooking)
  const rules = (await rulesRows(db, sql`h.ended_at is null and h.blocks_booking = ${true}`)).map(rulesView)
  if (types.length === 0 && rules.length === 0) return null
  const papers: FamilyPapers = {
    rules: types,
    given: await givenDocuments(db, familyId),
    ...(await household(db, familyId, ctx.today)),
  }
  return bookingPapers(papers, rules, await acceptancesOf(db, familyId))
}
