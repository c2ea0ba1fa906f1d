import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import { childChanged, nameOf, requireChildOf } from './service'
import { photoRow } from './store'

const placeOf = (childId: number) => `child_photo.content/${childId}`

interface Target {
  childId: number
  familyId: number
}

/** The type that the first bytes say, whatever was declared. */
function pictureType(bytes: Buffer): 'image/jpeg' | 'image/png' | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg'
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png'
  return null
}

/** Keeps the picture sealed, like the rest of what is known of a child. */
export async function savePhoto(ctx: Ctx, { childId, familyId, photo }: Target & { photo: string }): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  const contentType = pictureType(Buffer.from(photo, 'base64')) ?? refuse('photo.not-a-picture')
  const contentSealed = ctx.services.cipher.seal(photo, placeOf(childId))
  await ctx.db.run`insert into child_photo (child_id, content_type, content_sealed, updated_at)
    values (${childId}, ${contentType}, ${contentSealed}, ${ctx.now})
    on conflict (child_id) do update set content_type = excluded.content_type,
      content_sealed = excluded.content_sealed, updated_at = excluded.updated_at`
  await childChanged(ctx, childId)
  return nameOf(child)
}

export async function removePhoto(ctx: Ctx, { childId, familyId }: Target): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  await ctx.db.run`delete from child_photo where child_id = ${childId}`
  await childChanged(ctx, childId)
  return nameOf(child)
}

export async function readPhoto(ctx: Ctx, childId: number): Promise<{ contentType: string; body: Buffer } | null> {
  const row = await photoRow(ctx, childId)
  if (!row) return null
  const body = Buffer.from(ctx.services.cipher.open(row.contentSealed, placeOf(childId)), 'base64')
  return { contentType: row.contentType, body }
}
