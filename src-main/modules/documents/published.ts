import type { FileCategory } from '../../../src-shared/contract/documents'
import type { PublishedRow } from '../../../src-shared/contract/staff/documents'
import { refuse } from '../../../src-shared/errors'
import { sql, type Sql } from '../../database/sql'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { familyIsVisible, requireFamily, visibleFamilies } from '../families'
import { publishedRows, publishedView } from './store'
import { attachUpload } from './uploads'

/** Files offered to one family, or everything that is offered to anybody. */
export async function listPublished(ctx: Ctx, familyId: number | null): Promise<PublishedRow[]> {
  const condition: Sql =
    familyId === null
      ? sql`(p.family_id is null or p.family_id in (select f.id from family f where ${visibleFamilies(ctx)}))`
      : sql`p.family_id = ${familyId}`
  const rows = await publishedRows(ctx.db, condition)
  const ids = rows.map((row) => row.familyId).filter((id) => id !== null)
  const families = await ctx.db.rows<{ id: number; number: number; name: string }>`select id, number, name from family
    where id in ${[...new Set(ids)]}`
  const byId = new Map(families.map((family) => [family.id, family]))
  return rows.map((row) => ({
    ...publishedView(row),
    version: row.version,
    publishedBy: row.publishedBy,
    family: row.familyId === null ? null : (byId.get(row.familyId) ?? null),
  }))
}

export async function publishFile(
  ctx: Ctx,
  input: { title: string; category: FileCategory; familyId: number | null; uploadId: string },
): Promise<number> {
  const { title, category, familyId } = input
  if (familyId !== null) await requireFamily(ctx, familyId)
  const { id: uploadId } = await attachUpload(ctx, input.uploadId, null)
  const id = await ctx.db.insert('published_file', {
    ...{ title, category, familyId, uploadId, publishedAt: ctx.now, publishedBy: actorName(ctx.actor) },
    ...{ removedAt: null, version: 1 },
  })
  await publicationChanged(ctx, familyId)
  return id
}

export async function removePublished(
  ctx: Ctx,
  { id, version }: { id: number; version: number },
): Promise<{ title: string; familyId: number | null }> {
  const found = await ctx.db.one<{ title: string; familyId: number | null }>`select title, family_id from published_file
    where id = ${id} and removed_at is null`
  if (!found || (found.familyId !== null && !(await familyIsVisible(ctx, found.familyId)))) {
    return refuse('record.not-found')
  }
  const changed = await ctx.db.run`update published_file set removed_at = ${ctx.now}, version = version + 1
    where id = ${id} and version = ${version} and removed_at is null`
  if (changed === 0) refuse('record.changed-meanwhile')
  await publicationChanged(ctx, found.familyId)
  return found
}

const publicationChanged = (ctx: Ctx, familyId: number | null) =>
  ctx.touch(familyId === null ? 'paperwork' : `documents/${familyId}`)
