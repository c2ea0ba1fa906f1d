import type { DocumentFilter, DocumentRow } from '../../../src-shared/contract/staff/documents'
import { refuse } from '../../../src-shared/errors'
import { addDays } from '../../../src-shared/kernel/local-date'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { expiringDays, requirementsOf, validityFrom } from '../../../src-shared/rules/documents'
import { joinSql, sql, type Sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'
import { familyIsVisible, visibleFamilies } from '../families'
import { consentStatus } from './consents'
import { papersOf } from './papers'
import { listPublished } from './published'
import { acceptancesOf, effectiveReason, effectiveStatus, fromDocuments, rulesRows, rulesView, typeRows } from './store'

interface Question {
  filter: DocumentFilter
  typeId: number | null
  search: string
  offset: number
  limit: number
}

type Row = Omit<DocumentRow, 'file' | 'request' | 'proposedTo' | 'status' | 'health'> & {
  status: 'sent' | 'valid' | 'refused' | 'withdrawn'
  health: boolean
  requestId: string | null
  requestVersion: number | null
  uploadId: string
  originalName: string
  mediaType: DocumentRow['file']['mediaType']
  size: number
}

const rowsFrom = sql`${fromDocuments} join family f on f.id = d.family_id join document_type t on t.id = d.type_id
  left join person p on p.id = d.person_id`

function conditionOf(ctx: Ctx, filter: DocumentFilter): Sql {
  const soon = addDays(ctx.today, expiringDays)
  // A paper that a later one of the same kind replaces is nobody's concern any more.
  const isLatest = sql`not exists (select 1 from document n where n.type_id = d.type_id and n.family_id = d.family_id
    and coalesce(n.person_id, 0) = coalesce(d.person_id, 0) and n.status = 'valid'
    and coalesce(n.valid_to, '9999-12-31') > coalesce(d.valid_to, '9999-12-31'))`
  switch (filter) {
    case 'to-check':
      return sql`${effectiveStatus} = 'sent'`
    case 'valid':
      return sql`d.status = 'valid' and (d.valid_to is null or d.valid_to >= ${ctx.today})`
    case 'expiring':
      return sql`d.status = 'valid' and d.valid_to >= ${ctx.today} and d.valid_to <= ${soon} and ${isLatest}`
    case 'expired':
      return sql`d.status = 'valid' and d.valid_to < ${ctx.today} and ${isLatest}`
    case 'refused':
      return sql`${effectiveStatus} = 'refused'`
    case 'all':
      return sql`1 = 1`
  }
}

async function readRows(
  ctx: Ctx,
  where: Sql,
  order: Sql,
  page: { offset: number; limit: number },
): Promise<DocumentRow[]> {
  const rows = await ctx.db
    .rowsOf<Row>(sql`select d.id, d.version, d.type_id, t.name as type_name, t.health, d.family_id,
      f.number as family_number, f.name as family_name, d.person_id,
      coalesce(p.first_name, '') as person_name, ${effectiveStatus} as status, ${effectiveReason} as reason,
      d.valid_from, d.valid_to, d.sent_at, d.sent_by, coalesce(d.decided_at, r.decided_at) as decided_at,
      case when d.decided_by = '' then coalesce(r.decided_by, '') else d.decided_by end as decided_by,
      d.request_id, r.version as request_version, d.upload_id, u.original_name, u.media_type, u.size
    ${rowsFrom} where ${where} order by ${order} limit ${page.limit} offset ${page.offset}`)
  const types = new Map((await typeRows(ctx.db)).map((type) => [type.id, type]))
  return rows.map(({ requestId, requestVersion, uploadId, originalName, mediaType, size, ...row }) => {
    const type = types.get(row.typeId)
    const isOver = row.status === 'valid' && row.validTo !== null && row.validTo < ctx.today
    return {
      ...row,
      status: isOver ? 'expired' : row.status,
      health: Boolean(row.health),
      file: { id: uploadId, name: originalName, mediaType, size },
      request: requestId === null || requestVersion === null ? null : { id: requestId, version: requestVersion },
      proposedTo: type ? validityFrom(type.validity, ctx.today).to : null,
    }
  })
}

/** Documents received over the town: what waits first, the oldest first. */
export async function listDocuments(ctx: Ctx, question: Question) {
  const { filter, typeId, search, offset, limit } = question
  const visible = visibleFamilies(ctx)
  const words = normalizeSearch(search).split(' ').filter(Boolean)
  const conditions = [
    conditionOf(ctx, filter),
    visible,
    ...(typeId === null ? [] : [sql`d.type_id = ${typeId}`]),
    ...words.map((word) => sql`f.search_text like ${`%${word}%`}`),
  ]
  const where = joinSql(conditions, ' and ')
  const order =
    filter === 'to-check'
      ? sql`d.sent_at, d.id`
      : filter === 'expiring' || filter === 'expired'
        ? sql`d.valid_to, d.id`
        : sql`d.sent_at desc, d.id desc`
  const count = async (condition: Sql) => {
    const [row] = await ctx.db.rowsOf<{ n: number }>(sql`select count(*) as n ${rowsFrom} where ${condition}`)
    return Number(row?.n ?? 0)
  }
  const counted = (of: DocumentFilter) => count(sql`${conditionOf(ctx, of)} and ${visible}`)
  return {
    today: ctx.today,
    rows: await readRows(ctx, where, order, { offset, limit }),
    total: await count(where),
    counts: {
      toCheck: await counted('to-check'),
      expiring: await counted('expiring'),
      expired: await counted('expired'),
    },
  }
}

const pageOfFamily = { offset: 0, limit: 500 }

/** One family's papers, for its page. */
export async function documentsOfFamily(ctx: Ctx, familyId: number) {
  if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
  const papers = await papersOf(ctx, familyId)
  const activityIds = papers.children.flatMap((child) => child.activityIds)
  const structures = await ctx.db.rows<{ id: number }>`select distinct structure_id as id from activity
    where id in ${activityIds}`
  const concerned = new Set(structures.map(({ id }) => id))
  const rules = (await rulesRows(ctx.db, sql`h.ended_at is null`))
    .map(rulesView)
    .filter(({ structureId }) => structureId === null || concerned.has(structureId))
  const acceptances = await acceptancesOf(ctx.db, familyId)
  return {
    today: ctx.today,
    required: requirementsOf(papers, ctx.today),
    documents: await readRows(ctx, sql`d.family_id = ${familyId}`, sql`d.sent_at desc, d.id desc`, pageOfFamily),
    published: await listPublished(ctx, familyId),
    rules: rules.map((one) => {
      const first = acceptances.find(({ rulesId }) => rulesId === one.id)
      return { ...one, acceptedAt: first?.acceptedAt ?? null, acceptedBy: first?.personName ?? '' }
    }),
    consents: await consentStatus(ctx, { familyId }),
  }
}
