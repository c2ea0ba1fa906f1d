import type { Requirement } from '../../../src-shared/contract/documents'
import type { Ctx } from '../../kernel/context'
import { papersToGive, requiredDocumentsOf } from '../documents'

export interface PaperFacts {
  missingDocuments: { name: string; why: string }[]
  missingConsents: { name: string }[]
}

/** A paper sent and not looked at yet is no longer the family's to do. */
const isToDo = ({ status }: Requirement) => status === 'missing' || status === 'expired' || status === 'refused'

const standings: Partial<Record<Requirement['status'], string>> = { expired: 'expirée', refused: 'refusée' }

function nameOf({ name, personName, status }: Requirement): string {
  const whose = personName === '' ? '' : `, ${personName}`
  const standing = standings[status]
  return `${name}${whose}${standing === undefined ? '' : ` (${standing})`}`
}

/** What the families have not given yet among what everybody, or their activities, must provide. */
export async function paperFacts(ctx: Ctx, familyIds: readonly number[]): Promise<Map<number, PaperFacts>> {
  const papers = await papersToGive(ctx, familyIds)
  return new Map(
    [...papers].map(([familyId, { requirements, rules }]) => [
      familyId,
      {
        missingDocuments: requirements.filter(isToDo).map((one) => ({ name: nameOf(one), why: one.explanation })),
        missingConsents: rules.map((name) => ({ name })),
      },
    ]),
  )
}

/** French names of the documents that the activity asks and that are not there, or no longer good. */
export async function missingPapers(
  ctx: Ctx,
  familyId: number,
  { childId, activityId }: { childId: number; activityId: number },
): Promise<string[]> {
  const asked = await requiredDocumentsOf(ctx, { familyId, childId, activityId, on: ctx.today })
  return asked.filter(isToDo).map(({ name }) => name)
}
