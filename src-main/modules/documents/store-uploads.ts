import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'
import type { UploadRow } from './entities'

export const findUpload = (db: Db, id: string): Promise<UploadRow | undefined> =>
  db.one<UploadRow>`select * from upload where id = ${id}`

export const findUploads = (db: Db, ids: readonly string[]): Promise<UploadRow[]> =>
  db.rows<UploadRow>`select * from upload where id in ${[...ids]}`

/** False when the id is taken: by the same file sent twice, or by another one. */
export async function insertUpload(db: Db, row: UploadRow): Promise<boolean> {
  const { id, familyId, accountId, authorName, originalName, mediaType, size, sha256, width, height } = row
  const inserted =
    await db.run`insert into upload (id, family_id, account_id, author_name, original_name, media_type, size,
    sha256, width, height, stored_name, status, created_at)
    values (${id}, ${familyId}, ${accountId}, ${authorName}, ${originalName}, ${mediaType}, ${size}, ${sha256}, ${width},
    ${height}, ${row.storedName}, ${row.status}, ${row.createdAt}) on conflict (id) do nothing`
  return inserted > 0
}

export async function countOrphans(db: Db, familyId: number | null): Promise<number> {
  const row =
    familyId === null
      ? await db.one<{ n: number }>`select count(*) as n from upload where family_id is null and status = 'orphan'`
      : await db.one<{
          n: number
        }>`select count(*) as n from upload where family_id = ${familyId} and status = 'orphan'`
  return Number(row?.n ?? 0)
}

export const markAttached = (db: Db, id: string): Promise<number> =>
  db.run`update upload set status = 'attached' where id = ${id}`

export const oldOrphans = (db: Db, before: Instant, limit: number): Promise<Pick<UploadRow, 'id' | 'storedName'>[]> =>
  db.rows`select id, stored_name from upload where status = 'orphan' and created_at < ${before}
    order by created_at, id limit ${limit}`

/** Only what is still an orphan: it may have been attached meanwhile. */
export const deleteOrphan = (db: Db, id: string): Promise<number> =>
  db.run`delete from upload where id = ${id} and status = 'orphan'`

/** Whether a file is offered to this family: published to it, to everybody, or a règlement. */
export async function isOfferedTo(db: Db, uploadId: string, familyId: number): Promise<boolean> {
  const published = await db.one`select id from published_file where upload_id = ${uploadId} and removed_at is null
    and (family_id is null or family_id = ${familyId})`
  if (published) return true
  return (await db.one`select id from house_rules where upload_id = ${uploadId}`) !== undefined
}

/** What a file is to families: a paper of one (its kind may be of health), or published to it. What is of health comes first. */
export async function usesOf(
  db: Db,
  uploadId: string,
): Promise<{ familyId: number; personId: number | null; health: boolean }[]> {
  const papers = await db.rows<{ familyId: number; personId: number | null; health: boolean }>`
    select d.family_id, d.person_id, t.health from document d join document_type t on t.id = d.type_id
    where d.upload_id = ${uploadId} order by t.health desc, d.id`
  const published = await db.rows<{ familyId: number }>`select family_id from published_file
    where upload_id = ${uploadId} and family_id is not null order by id`
  return [
    ...papers.map((one) => ({ ...one, health: Boolean(one.health) })),
    ...published.map(({ familyId }) => ({ familyId, personId: null, health: false })),
  ]
}

/** The child whose care plan, treatment or insurance a file proves. */
export const childProvenBy = (db: Db, uploadId: string): Promise<{ personId: number; familyId: number } | undefined> =>
  db.one`select m.person_id, m.family_id from family_member m where m.role = 'child' and m.person_id in (
      select child_id from care_plan where document_id = ${uploadId}
      union select child_id from treatment where document_id = ${uploadId}
      union select child_id from health_record where insurance_document_id = ${uploadId})
    order by m.id limit 1`
