import type { Attachment } from '../../../src-shared/contract/requests'
import type { Ctx } from '../../kernel/context'
import { attachUpload, uploadsOf, uploadView } from '../documents'

/** The files sent with a request, in the order in which they were sent. */
export async function attachmentsOf(ctx: Ctx, ids: readonly string[]): Promise<Attachment[]> {
  if (ids.length === 0) return []
  const found = new Map((await uploadsOf(ctx, ids)).map((upload) => [upload.id, uploadView(upload)]))
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** Ties the files to the request: they are no longer thrown away. Refuses those of another family. */
export async function keepAttachments(ctx: Ctx, familyId: number, ids: readonly string[]): Promise<void> {
  for (const id of ids) await attachUpload(ctx, id, familyId)
}
