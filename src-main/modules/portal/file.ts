import type { FileView, PendingChange } from '../../../src-shared/contract/portal/file'
import type { MyRequest } from '../../../src-shared/contract/portal/requests'
import { viewKey, type FamilyView } from '../../../src-shared/contract/portal/views'
import type { FilePayload } from '../../../src-shared/contract/file/subjects'
import { asksNothing, isPossibleAction, payloadProblems } from '../../../src-shared/contract/file/check'
import { fileSubjectDefinitions } from '../../../src-shared/contract/file/definitions'
import { refuse } from '../../../src-shared/errors'
import type { ParentCtx } from '../../kernel/context'
import { readFamily } from './reading'
import { allRequests, labelOne } from './requests'
import type { DoorRequest, PortalShape } from './shape'

/** The whole file of the family, with what waits for an answer beside it. */
export async function readFile(
  ctx: ParentCtx,
  shape: PortalShape,
): Promise<FileView & { me: number | null; pending: PendingChange[] }> {
  const { family } = await readFamily(ctx, shape.views)
  const file = await ownFile(ctx, shape, family)
  const isMember = file.guardians.some(({ personId }) => personId === ctx.actor.personId)
  const pending = (await allRequests(ctx, shape, family)).flatMap(pendingOf)
  return { ...file, me: isMember ? ctx.actor.personId : null, pending }
}

async function ownFile(ctx: ParentCtx, { views }: PortalShape, family: FamilyView): Promise<FileView> {
  const [file] = await views.get(ctx, viewKey.file(family.id))
  return file ?? refuse('record.not-found')
}

function pendingOf({ id, status, file, submittedAt, authorName, exchanges }: DoorRequest): PendingChange[] {
  if (!file || (status !== 'pending' && status !== 'needs-more' && status !== 'sent')) return []
  const { subject, personId, entryId, action, changes } = file
  return [
    {
      ...{ requestId: id, subject, personId, entryId, action, status, submittedAt, authorName },
      question: status === 'needs-more' ? (exchanges.at(-1)?.question ?? '') : '',
      values: Object.fromEntries(changes.map(({ field, after }) => [field, after])),
      mayWithdraw: true,
    },
  ]
}

/** Somebody else's person does not exist here, whatever the door would say of it. */
function checkOwn(file: FileView, { subject, personId, entryId }: FilePayload): void {
  const { target } = fileSubjectDefinitions[subject]
  const people = { family: [], guardian: file.guardians, child: file.children }[target]
  if (personId !== null && !people.some((one) => one.personId === personId)) refuse('record.not-found')
  // Where health stays in the office, its entries are not known here: the office says whose they are.
  if (entryId === null || (file.isHealthHidden && fileSubjectDefinitions[subject].health)) return
  const block = file.blocks.find((one) => one.subject === subject && one.personId === personId)
  if (!block?.entries.some((entry) => entry.entryId === entryId)) refuse('record.not-found')
}

/** Told beside each field at once, whether the office can be reached or not. */
function checkAsked(file: FileView, payload: FilePayload): void {
  checkOwn(file, payload)
  if (!isPossibleAction(payload)) refuse('request.action-impossible')
  if (asksNothing(payload)) refuse('request.nothing-asked')
  const problems = payloadProblems(payload, file.fields, file.choices)
  if (Object.keys(problems).length > 0) refuse('input.invalid', { fields: problems })
}

export async function submitFile(
  ctx: ParentCtx,
  shape: PortalShape,
  { id, payload }: { id: string; payload: FilePayload },
): Promise<MyRequest> {
  const { family } = await readFamily(ctx, shape.views)
  // A second send arrives after the first may have changed the file: the door recognises it by its id.
  const isNew = !(await allRequests(ctx, shape, family)).some((request) => request.id === id)
  if (isNew) checkAsked(await ownFile(ctx, shape, family), payload)
  return labelOne(ctx, shape, family, await shape.door.submit(ctx, { id, kind: 'file', payload }))
}
