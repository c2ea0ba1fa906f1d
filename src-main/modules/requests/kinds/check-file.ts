import { asksNothing, isPossibleAction, payloadProblems } from '../../../../src-shared/contract/file/check'
import { fileSubjectDefinitions } from '../../../../src-shared/contract/file/definitions'
import type { FilePayload } from '../../../../src-shared/contract/file/subjects'
import { refuse } from '../../../../src-shared/errors'
import type { Ctx } from '../../../kernel/context'
import { childrenOfFamily } from '../../children'
import { guardiansOf } from '../../families'
import { readTown } from '../../organisation'
import { subjectOf, townChoices } from '../subjects'

/**
 * What a request may ask: a person of this family, a subject that fits, fields that the town keeps and parents change, values
 * that can be written. Refuses `record.not-found` for anybody else's, `input.invalid` with a sentence beside each field.
 */
export async function checkPayload(ctx: Ctx, familyId: number, payload: FilePayload): Promise<void> {
  await checkTarget(ctx, familyId, payload)
  if (!isPossibleAction(payload)) refuse('request.action-impossible')
  if (asksNothing(payload)) refuse('request.nothing-asked')
  const { settings } = await readTown(ctx)
  const problems = payloadProblems(payload, settings.file.fields, await townChoices(ctx))
  if (Object.keys(problems).length > 0) refuse('input.invalid', { fields: problems })
}

async function checkTarget(ctx: Ctx, familyId: number, { subject, personId, entryId }: FilePayload): Promise<void> {
  const { target, entries } = fileSubjectDefinitions[subject]
  const people = await peopleOf(ctx, familyId, target)
  const isOwn = target === 'family' ? personId === null : personId !== null && people.includes(personId)
  if (!isOwn) refuse('record.not-found')
  if (entryId === null || !entries) return
  await subjectOf(subject).read(ctx, { familyId, personId, entryId })
}

async function peopleOf(ctx: Ctx, familyId: number, target: 'family' | 'guardian' | 'child'): Promise<number[]> {
  if (target === 'family') return []
  if (target === 'child') return (await childrenOfFamily(ctx, familyId)).map(({ id }) => id)
  return (await guardiansOf(ctx, familyId)).map(({ personId }) => personId)
}
