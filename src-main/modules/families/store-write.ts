import { joinSql, rawSql, sql } from '../../database/sql'
import { snakeCase } from '../../database/table'
import type { Ctx } from '../../kernel/context'
import type { FamilyMemberRow, FamilyRow, PersonRow } from './entities'

type Value = string | number | boolean | null

/** Columns to write, by their property; what is undefined stays as it is. */
export type Changes<Row> = { readonly [K in keyof Row]?: Value | undefined }

const assignments = (changes: object) =>
  joinSql(
    Object.entries(changes)
      .filter(([, value]) => value !== undefined)
      .map(([property, value]) => sql`${rawSql(`"${snakeCase(property)}"`)} = ${value}`),
    ', ',
  )

/** False when the family has changed since this version. */
export async function writeFamily(
  ctx: Ctx,
  id: number,
  version: number,
  changes: Changes<FamilyRow>,
): Promise<boolean> {
  const all = { ...changes, updatedAt: ctx.now, version: version + 1 }
  return (await ctx.db.runOf(sql`update family set ${assignments(all)} where id = ${id} and version = ${version}`)) > 0
}

/** False when the person has changed since this version. */
export async function writePerson(
  ctx: Ctx,
  id: number,
  version: number,
  changes: Changes<PersonRow>,
): Promise<boolean> {
  const all = { ...changes, version: version + 1 }
  return (await ctx.db.runOf(sql`update person set ${assignments(all)} where id = ${id} and version = ${version}`)) > 0
}

export async function writeMember(
  ctx: Ctx,
  familyId: number,
  personId: number,
  changes: Changes<FamilyMemberRow>,
): Promise<void> {
  if (Object.values(changes).every((value) => value === undefined)) return
  await ctx.db.runOf(
    sql`update family_member set ${assignments(changes)} where family_id = ${familyId} and person_id = ${personId}`,
  )
}
