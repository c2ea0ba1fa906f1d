import { fileSubjectDefinitions } from '../../../../src-shared/contract/file/definitions'
import type { FileView } from '../../../../src-shared/contract/portal/file-view'
import type { RequestsView, ViewKey, ViewKind, ViewTypes } from '../../../../src-shared/contract/portal/views'
import type { Ctx } from '../../../kernel/context'
import { readTown } from '../../organisation'

/** What a hosted portal holds of a view: health stays in the office unless the town lets it travel. */
export async function forHostedPortal(
  ctx: Ctx,
  { kind }: ViewKey,
  view: ViewTypes[ViewKind],
): Promise<ViewTypes[ViewKind]> {
  if (kind !== 'file' && kind !== 'requests') return view
  const { settings } = await readTown(ctx)
  if (settings.portal.healthOnHosted) return view
  return kind === 'file' ? fileWithoutHealth(view as FileView) : requestsWithoutHealth(view as RequestsView)
}

const fileWithoutHealth = (view: FileView): FileView => ({
  ...view,
  isHealthHidden: true,
  blocks: view.blocks.filter(({ subject }) => !fileSubjectDefinitions[subject].health),
})

/** That something was asked stays; what, does not. */
const requestsWithoutHealth = ({ requests }: RequestsView): RequestsView => ({
  requests: requests.map((request) => {
    if (!request.file || !fileSubjectDefinitions[request.file.subject].health) return request
    const values = request.values.map((value) => ({ ...value, before: '', after: '' }))
    // The question that waits is to be answered from there; the words of those before stay.
    const exchanges = request.exchanges.filter(({ answeredAt }) => answeredAt === null)
    const file = { ...request.file, changes: [], message: '' }
    return { ...request, values, exchanges, message: '', attachments: [], file }
  }),
})
