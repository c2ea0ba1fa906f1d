import type { Ctx } from '../../kernel/context'
import type { UploadRow } from './entities'

/** The child whose health a file is about. */
export interface HealthSubject {
  familyId: number
  personId: number | null
}

type Witness = (ctx: Ctx, upload: Pick<UploadRow, 'id' | 'familyId'>) => Promise<HealthSubject | null>

const witnesses: Witness[] = []

/** Domains above join files to what they hold and say which are about health; documents do not know them. */
export const healthFiles = {
  declare: (witness: Witness): void => void witnesses.push(witness),
  subjectOf: async (ctx: Ctx, upload: Pick<UploadRow, 'id' | 'familyId'>): Promise<HealthSubject | null> => {
    for (const witness of witnesses) {
      const subject = await witness(ctx, upload)
      if (subject) return subject
    }
    return null
  },
}
