import { fileSubjectDefinitions } from '../../../../src-shared/contract/file/definitions'
import type { FileView } from '../../../../src-shared/contract/portal/file-view'
import type { RequestsView, ViewKey, ViewKind, ViewTypes } from '../../../../src-shared/contract/portal/views'
import type { DocumentsView } from '../../../../src-shared/contract/portal/views-documents'
import type { Ctx } from '../../../kernel/context'
import { readTown } from '../../organisation'
import { healthFilesOf } from '../store'

/** What a hosted portal holds of a view: health stays in the office unless the town lets it travel. */
export async function forHostedPortal(
  ctx: Ctx,
  { kind, id }: ViewKey,
  view: ViewTypes[ViewKind],
): Promise<ViewTypes[ViewKind]> {
  if (kind !== 'file' && kind !== 'requests' && kind !== 'documents') return view
  const { settings } = await readTown(ctx)
  if (settings.portal.healthOnHosted) return view
  if (kind === 'file') return fileWithoutHealth(view as FileView)
  const unnamed = unnamedAmong(await healthFilesOf(ctx.db, id))
  return kind === 'documents'
    ? documentsWithoutHealth(view as DocumentsView, unnamed)
    : requestsWithoutHealth(view as RequestsView, unnamed)
}

type Unname = <F extends { id: string; name: string }>(file: F) => F

/** The name that a parent gives to a paper of health may say what it is about. */
const unnamedAmong =
  (healthFiles: ReadonlySet<string>): Unname =>
  (file) =>
    healthFiles.has(file.id) ? { ...file, name: 'Document de santé' } : file

const documentsWithoutHealth = (view: DocumentsView, unnamed: Unname): DocumentsView => ({
  ...view,
  given: view.given.map((one) => ({ ...one, file: one.file && unnamed(one.file) })),
})

const fileWithoutHealth = (view: FileView): FileView => ({
  ...view,
  isHealthHidden: true,
  blocks: view.blocks.filter(({ subject }) => !fileSubjectDefinitions[subject].health),
})

/** That something was asked stays; what, does not. */
const requestsWithoutHealth = ({ requests }: RequestsView, unnamed: Unname): RequestsView => ({
  requests: requests.map((request) => {
    if (!request.file || !fileSubjectDefinitions[request.file.subject].health)
      return { ...request, attachments: request.attachments.map(unnamed) }
    const values = request.values.map((value) => ({ ...value, before: '', after: '' }))
    // The question that waits is to be answered from there; the words of those before stay.
    const exchanges = request.exchanges.filter(({ answeredAt }) => answeredAt === null)
    const file = { ...request.file, changes: [], message: '' }
    return { ...request, values, exchanges, message: '', attachments: [], file }
  }),
})
