import { refuse } from '../../../src-shared/errors'
import { formatInstant } from '../../../src-shared/format/date'
import { isInstant } from '../../../src-shared/kernel/instant'
import type { ParentActor, StaffActor } from '../../kernel/actor'
import { writeAudit, type Ctx, type ManualCtx, type Services } from '../../kernel/context'
import { csvText } from '../../kernel/csv'
import type { FileReply, FileRoute } from '../../kernel/files'
import { familyIsVisible } from '../families'
import type { UploadRow } from './entities'
import { listAcceptances } from './house-rules'
import { healthFiles, type HealthSubject } from './health-files'
import { childProvenBy, findUpload, isOfferedTo, usesOf } from './store-uploads'

async function replyWith(services: Services, upload: UploadRow, inline: boolean): Promise<FileReply> {
  const body = await services.vault.read(upload.storedName)
  return { contentType: upload.mediaType, fileName: upload.originalName, body, inline }
}

/** A file that this family may open: one of its own, one published to it, or a règlement; anything else does not exist. */
export async function uploadForFamily(ctx: Ctx, id: string, familyId: number): Promise<UploadRow> {
  const upload = await findUpload(ctx.db, id)
  const isOurs = upload?.familyId === familyId || (await isPaperOf(ctx, id, familyId))
  if (!upload || !(isOurs || (await isOfferedTo(ctx.db, id, familyId)))) return refuse('record.not-found')
  return upload
}

// A paper that an agent received at the counter belongs to the family all the same.
const isPaperOf = async ({ db }: Ctx, uploadId: string, familyId: number): Promise<boolean> =>
  (await db.one`select id from document where upload_id = ${uploadId} and family_id = ${familyId}`) !== undefined

/** What a parent opens: shown where the page asks for it, saved otherwise. */
export async function openParentUpload(
  ctx: ManualCtx<ParentActor>,
  id: string,
  query: Record<string, string>,
): Promise<FileReply> {
  const upload = await ctx.read((unit) => uploadForFamily(unit, id, ctx.actor.familyId))
  return replyWith(ctx.services, upload, query['inline'] === '1')
}

/** The same for a web host, which holds only what came in through it: null = not here. */
export async function openOwnUpload(
  ctx: ManualCtx<ParentActor>,
  id: string,
  query: Record<string, string>,
): Promise<FileReply | null> {
  const upload = await ctx.read(({ db }) => findUpload(db, id))
  if (upload?.familyId !== ctx.actor.familyId) return null
  return replyWith(ctx.services, upload, query['inline'] === '1')
}

/** The child whose health a file is about: a paper of health, what proves a care plan, or what came with a request on health. */
async function healthSubjectOf(ctx: Ctx, upload: UploadRow): Promise<HealthSubject | null> {
  const paper = (await usesOf(ctx.db, upload.id)).find(({ health }) => health)
  return paper ?? (await childProvenBy(ctx.db, upload.id)) ?? healthFiles.subjectOf(ctx, upload)
}

export const isAboutHealth = async (ctx: Ctx, upload: UploadRow): Promise<boolean> =>
  (await healthSubjectOf(ctx, upload)) !== null

async function openStaffUpload(ctx: ManualCtx<StaffActor>, id: string, inline: boolean): Promise<FileReply> {
  const { upload, health } = await ctx.read(async (unit) => {
    const found = (await findUpload(unit.db, id)) ?? refuse('record.not-found')
    const about = await healthSubjectOf(unit, found)
    // What came in from the office belongs to the family whose paper it is.
    const familyId = found.familyId ?? about?.familyId ?? (await usesOf(unit.db, id))[0]?.familyId ?? null
    if (familyId !== null && !(await familyIsVisible(unit, familyId))) refuse('record.not-found')
    return { upload: found, health: about }
  })
  if (health) {
    if (!ctx.actor.permissions.has('health.read')) refuse('permission.missing')
    await ctx.write((unit) =>
      writeAudit(unit, 'documents.open', { entity: 'health', id: health.personId ?? '', familyId: health.familyId }),
    )
  }
  return replyWith(ctx.services, upload, inline)
}

const channels = { portal: 'Portail', 'hosted-portal': 'Portail', counter: 'Guichet' } as const

/** Downloads of the back office. */
export const documentFiles: FileRoute<StaffActor>[] = [
  {
    path: '/files/uploads/:id',
    permission: 'families.read',
    handle: (ctx, params, query) => openStaffUpload(ctx, params['id'] ?? '', query['download'] !== '1'),
  },
  {
    path: '/files/rules/:id/acceptances.csv',
    permission: 'families.read',
    handle: async (ctx, params) => {
      const id = Number(params['id'])
      if (!Number.isSafeInteger(id)) refuse('record.not-found')
      const { rows } = await ctx.read((unit) => listAcceptances(unit, { id, only: 'all', offset: 0, limit: 100_000 }))
      const lines = rows.map((row) => [
        ...[row.familyNumber, row.familyName, row.personName ?? ''],
        row.acceptedAt !== null && isInstant(row.acceptedAt) ? formatInstant(row.acceptedAt) : '',
        row.channel === null ? 'En attente' : channels[row.channel],
      ])
      return {
        contentType: 'text/csv; charset=utf-8',
        fileName: `acceptations-${id}.csv`,
        body: csvText([['N° de famille', 'Famille', 'Accepté par', 'Le', 'Par'], ...lines]),
      }
    },
  },
]
