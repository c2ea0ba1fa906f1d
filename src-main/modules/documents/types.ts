import type { DocumentType, DocumentTypeFields } from '../../../src-shared/contract/staff/documents'
import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import { typeRows } from './store'

/** Kinds of document that the town asks for, archived ones included, each with how many papers it has received. */
export async function listTypes(ctx: Ctx): Promise<DocumentType[]> {
  const counts = await ctx.db.rows<{
    typeId: number
    n: number
  }>`select type_id, count(*) as n from document group by type_id`
  const received = new Map(counts.map(({ typeId, n }) => [typeId, Number(n)]))
  return (await typeRows(ctx.db)).map((type) => ({ ...type, received: received.get(type.id) ?? 0 }))
}

function columnsOf({ validity, activityIds: _, ...type }: DocumentTypeFields) {
  return {
    ...type,
    validity: validity.kind,
    validityMonths: validity.kind === 'months' ? validity.months : null,
    validityDate: validity.kind === 'until' ? validity.date : null,
  }
}

export async function saveType(
  ctx: Ctx,
  { id, version, type }: { id: number | null; version: number; type: DocumentTypeFields },
): Promise<number> {
  if (type.demand === 'activities' && type.activityIds.length === 0) refuse('document.activities-needed')
  // A family's paper is this family's own: only a child's may serve another family.
  const fields = { ...type, sharedAcrossFamilies: type.sharedAcrossFamilies && type.whose === 'child' }
  const saved = id === null ? await insertType(ctx, fields) : await updateType(ctx, id, version, fields)
  await ctx.db.run`delete from document_type_activity where type_id = ${saved}`
  const activityIds = type.demand === 'activities' ? [...new Set(type.activityIds)] : []
  await ctx.db.insertMany(
    'document_type_activity',
    activityIds.map((activityId) => ({ typeId: saved, activityId })),
  )
  await ctx.touch('paperwork')
  return saved
}

async function insertType(ctx: Ctx, type: DocumentTypeFields): Promise<number> {
  const last = await ctx.db.one<{ n: number | null }>`select max(position) as n from document_type`
  const position = Number(last?.n ?? -1) + 1
  return ctx.db.insert('document_type', { ...columnsOf(type), position, archivedAt: null, version: 1 })
}

async function updateType(ctx: Ctx, id: number, version: number, type: DocumentTypeFields): Promise<number> {
  const row = columnsOf(type)
  const changed = await ctx.db.run`update document_type set name = ${row.name}, explanation = ${row.explanation},
    whose = ${row.whose}, demand = ${row.demand}, validity = ${row.validity}, validity_months = ${row.validityMonths},
    validity_date = ${row.validityDate}, needs_validation = ${row.needsValidation}, blocks_booking = ${row.blocksBooking},
    shared_across_families = ${row.sharedAcrossFamilies}, health = ${row.health}, version = version + 1
    where id = ${id} and version = ${version}`
  return changed === 0 ? refuse('record.changed-meanwhile') : id
}

export async function archiveType(
  ctx: Ctx,
  { id, version, archived }: { id: number; version: number; archived: boolean },
): Promise<void> {
  const changed = await ctx.db.run`update document_type set archived_at = ${archived ? ctx.now : null},
    version = version + 1 where id = ${id} and version = ${version}`
  if (changed === 0) refuse('record.changed-meanwhile')
  await ctx.touch('paperwork')
}

/** The order in which families are asked. */
export async function orderTypes(ctx: Ctx, ids: readonly number[]): Promise<void> {
  for (const [position, id] of ids.entries()) {
    await ctx.db.run`update document_type set position = ${position} where id = ${id}`
  }
  await ctx.touch('paperwork')
}
