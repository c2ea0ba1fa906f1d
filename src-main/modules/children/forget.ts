import { refuse } from '../../../src-shared/errors'
import { refreshSearchText } from '../families'
import type { Ctx } from '../../kernel/context'
import { rawSql, sql } from '../../database/sql'
import { childChanged, requireChildOf } from './service'

const details = ['pickup_contact', 'allergy', 'care_plan', 'treatment', 'vaccination', 'health_record', 'child_photo']

/**
 * Takes away a child that was declared a moment ago, as if it had never been. Refuses `request.undo-impossible` as soon as
 * anything was written about it since.
 */
export async function forgetChild(ctx: Ctx, familyId: number, childId: number): Promise<void> {
  const child = await requireChildOf(ctx, childId, familyId)
  if (child.families.length > 1 || (await isUsed(ctx, childId))) refuse('request.undo-impossible')
  await childChanged(ctx, childId)
  await ctx.db.run`delete from authorisation where child_id = ${childId}`
  await ctx.db.run`delete from family_member where person_id = ${childId} and family_id = ${familyId}`
  await ctx.db.run`delete from child where id = ${childId}`
  await ctx.db.run`delete from person where id = ${childId}`
  await refreshSearchText(ctx, [familyId])
}

async function isUsed(ctx: Ctx, childId: number): Promise<boolean> {
  if (await ctx.db.one`select id from enrolment where child_id = ${childId} limit 1`) return true
  if (await ctx.db.one`select id from document where person_id = ${childId} limit 1`) return true
  for (const table of details) {
    const found = await ctx.db.rowsOf(sql`select child_id from ${rawSql(table)} where child_id = ${childId} limit 1`)
    if (found.length > 0) return true
  }
  return false
}
