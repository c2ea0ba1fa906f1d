import type { z } from 'zod'
import type { Child, zChildFields } from '../../../src-shared/contract/staff/children'
import type { LocalDate } from '../../../src-shared/kernel/local-date'

/** The same fields while they are typed: a date may still be empty. */
export type ChildDraft = Omit<z.output<typeof zChildFields>, 'birthDate'> & { birthDate: LocalDate | null }

export function emptyChild(lastName: string): ChildDraft {
  return {
    firstName: '',
    lastName,
    birthDate: null,
    sex: '',
    schoolId: null,
    classLevel: '',
    className: '',
    diet: '',
    leavesAlone: false,
    imageConsent: false,
    birthPlace: '',
    swimming: '',
    needs: [],
    needsNote: '',
  }
}

export function childDraftOf(child: Child): ChildDraft {
  const { firstName, lastName, birthDate, sex, birthPlace, schoolId, classLevel, className } = child
  const { diet, leavesAlone, imageConsent, swimming, needs, needsNote } = child
  return {
    ...{ firstName, lastName, birthDate, sex, birthPlace, schoolId, classLevel, className },
    ...{ diet, leavesAlone, imageConsent, swimming, needs: [...needs], needsNote },
  }
}
