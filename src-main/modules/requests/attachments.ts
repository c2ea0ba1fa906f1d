import type { Attachment } from '../../../src-shared/contract/requests'
import { fileSubjectDefinitions } from '../../../src-shared/contract/file/definitions'
import { zFilePayload } from '../../../src-shared/contract/file/subjects'
import type { Ctx } from '../../kernel/context'
import { attachUpload, healthFiles, uploadsOf, uploadView } from '../documents'
import { requestsOnSubjects } from './store'

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

const healthSubjects = Object.values(fileSubjectDefinitions)
  .filter(({ health }) => health)
  .map(({ subject }) => subject)

// A prescription sent with a request is health, before the answer as after it.
healthFiles.declare(async (ctx, { id, familyId }) => {
  if (familyId === null) return null
  for (const { payload, personId } of await requestsOnSubjects(ctx, familyId, healthSubjects))
    if (zFilePayload.parse(payload).attachments.includes(id)) return { familyId, personId }
  return null
})
