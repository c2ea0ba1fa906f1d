import { createHash } from 'node:crypto'
import { maxUploadBytes, type Upload } from '../../../src-shared/contract/documents'
import { AppError, refuse } from '../../../src-shared/errors'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { actorName, systemActor, type ParentActor, type StaffActor } from '../../kernel/actor'
import { inRead, inWrite, type Ctx, type ManualCtx, type Services } from '../../kernel/context'
import type { IncomingFile, UploadReceiver } from '../../kernel/uploads'
import { newVaultName } from '../../kernel/vault'
import type { UploadRow } from './entities'
import { inspectFile, type FileInspector } from './rules/file-inspector'
import {
  countOrphans,
  deleteOrphan,
  findUpload,
  findUploads,
  insertUpload,
  markAttached,
  oldOrphans,
} from './store-uploads'

const orphanHours = 24
const orphansPerFamily = 60
const orphansOfStaff = 500
const longestName = 120

export const uploadView = ({ id, originalName, mediaType, size }: UploadRow): Upload => {
  return { id, name: originalName, mediaType, size }
}

/** Keeps a file that comes in: sealed on the disk as it flows, known by its bytes. The same id sent again is the same file. */
export async function receiveUpload(ctx: ManualCtx<ParentActor | StaffActor>, file: IncomingFile): Promise<Upload> {
  const { actor, services } = ctx
  const familyId = actor.kind === 'parent' ? actor.familyId : null
  if (file.length !== null && file.length > maxUploadBytes) refuse('upload.too-large', { limit: maxUploadBytes })
  const limit = familyId === null ? orphansOfStaff : orphansPerFamily
  if ((await ctx.read(({ db }) => countOrphans(db, familyId))) >= limit) refuse('upload.too-many')
  const inspector = inspectFile({ maxBytes: maxUploadBytes })
  const hash = createHash('sha256')
  const storedName = newVaultName()
  await services.vault.keep(storedName, checked(file, inspector, hash))
  try {
    const { mediaType, width, height, size } = inspector.verdict()
    const row: UploadRow = {
      ...{ id: file.id, familyId, accountId: actor.kind === 'parent' ? actor.accountId : null },
      ...{
        authorName: actorName(actor),
        originalName: cleanName(file.name, mediaType),
        mediaType,
        size,
        width,
        height,
      },
      ...{ sha256: hash.digest('hex'), storedName, status: 'orphan', createdAt: ctx.now },
    }
    const kept = await ctx.write((unit) => keepRow(unit, row))
    if (kept.storedName !== storedName) await services.vault.remove(storedName)
    return uploadView(kept)
  } catch (error) {
    await services.vault.remove(storedName)
    throw error
  }
}

async function keepRow(ctx: Ctx, row: UploadRow): Promise<UploadRow> {
  if (await insertUpload(ctx.db, row)) return row
  const known = (await findUpload(ctx.db, row.id)) ?? refuse('upload.id-reused')
  const isSame = known.familyId === row.familyId && known.sha256 === row.sha256
  return isSame ? known : refuse('upload.id-reused')
}

/** Passes the bytes on, once they were looked at. A line that breaks is said as such. */
async function* checked(
  file: IncomingFile,
  inspector: FileInspector,
  hash: { update(chunk: Uint8Array): unknown },
): AsyncGenerator<Uint8Array> {
  let received = 0
  try {
    for await (const chunk of file.bytes) {
      inspector.see(chunk)
      hash.update(chunk)
      received += chunk.length
      yield chunk
    }
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('upload.interrupted')
  }
  if (file.length !== null && received !== file.length) throw new AppError('upload.interrupted')
}

const endings = { 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' } as const

/** The name as its sender wrote it, without what could harm a disk or a screen, and with the ending of what it is. */
export function cleanName(name: string, mediaType: UploadRow['mediaType']): string {
  const base = (name.normalize('NFC').split(/[\\/]/).at(-1) ?? '')
    // Control characters, and those that turn the direction of a text: « gpj.exe » must not read « exe.jpg ».
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/^\.+/, '')
    .trim()
    .slice(0, longestName)
  return `${base === '' ? 'document' : base}.${endings[mediaType]}`
}

export const uploadReceiver: UploadReceiver<ParentActor | StaffActor> = {
  permission: 'signed-in',
  receive: receiveUpload,
}

/** Ties a file to what it proves: a family attaches what it sent itself, an agent what came in from the office. */
export async function attachUpload(ctx: Ctx, id: string, familyId: number | null): Promise<UploadRow> {
  const upload = await findUpload(ctx.db, id)
  if (!upload || upload.familyId !== familyId) return refuse('upload.missing')
  await markAttached(ctx.db, id)
  return { ...upload, status: 'attached' }
}

/** What is known of files, in no order; those that do not exist are left out. */
export const uploadsOf = (ctx: Ctx, ids: readonly string[]): Promise<UploadRow[]> => findUploads(ctx.db, ids)

/** The bytes of a file; null when there is none. */
export async function readUpload({ db, services }: Pick<Ctx, 'db' | 'services'>, id: string): Promise<Buffer | null> {
  const upload = await findUpload(db, id)
  return upload ? services.vault.read(upload.storedName) : null
}

/** Throws away what was sent and never joined to anything. Returns how many. */
export async function purgeOrphans(services: Services): Promise<number> {
  const unit = { services, actor: systemActor }
  const before = addMinutesToInstant(services.clock.now(), -orphanHours * 60)
  const found = await inRead(unit, ({ db }) => oldOrphans(db, before, 500))
  let purged = 0
  for (const { id, storedName } of found) {
    // The row first: a file without a row is lost to nobody, a row without its file is a broken document.
    if ((await inWrite(unit, ({ db }) => deleteOrphan(db, id))) === 0) continue
    await services.vault.remove(storedName)
    purged += 1
  }
  return purged
}

const purgeEveryMs = 60 * 60 * 1000

/** Purges at the start, then every hour. */
export function startUploadPurge(services: Services): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  const run = () => {
    running = running
      .then(() => purgeOrphans(services))
      .catch((error: unknown) => services.log.bug(error, { during: 'uploads.purge' }))
  }
  const timer = setInterval(run, purgeEveryMs)
  timer.unref()
  run()
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
