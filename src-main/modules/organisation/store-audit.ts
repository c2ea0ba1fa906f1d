import type { AuditRow } from '../../../src-shared/contract/staff/organisation'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'
import { joinSql, rawSql, sql, type Sql } from '../../database/sql'

export interface AuditFilter {
  text: string
  from: Instant | null
  until: Instant | null
  offset: number
  limit: number
}

interface Row extends Omit<AuditRow, 'summary'> {
  summary: string
}

/** One page of the audit log, latest first, and how many rows answer. */
export async function auditPage(db: Db, filter: AuditFilter): Promise<{ rows: AuditRow[]; total: number }> {
  const where = conditions(filter)
  const counted = await db.rowsOf<{ total: number }>(sql`select count(*) as total from audit_log where ${where}`)
  const rows = await db.rowsOf<Row>(sql`
    select id, at, actor_name, actor_kind, operation, entity, entity_id, family_id, summary from audit_log
    where ${where} order by id desc limit ${filter.limit} offset ${filter.offset}`)
  return {
    rows: rows.map((row) => ({ ...row, summary: JSON.parse(row.summary) as Record<string, unknown> })),
    total: Number(counted[0]?.total ?? 0),
  }
}

function conditions({ text, from, until }: AuditFilter): Sql {
  const all: Sql[] = [rawSql('1 = 1')]
  if (from !== null) all.push(sql`at >= ${from}`)
  if (until !== null) all.push(sql`at < ${until}`)
  const words = rawSql("actor_name || ' ' || operation || ' ' || entity || ' ' || entity_id")
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const like = (part: string) => `%${part.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`
    // SQLite lowers plain letters only: a name with an accent is also looked for as it was typed
    const lowered = sql`lower(${words}) like ${like(word.toLowerCase())} escape '\\'`
    all.push(sql`(${lowered} or ${words} like ${like(word)} escape '\\')`)
  }
  return joinSql(all, ' and ')
}
