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
  }
}

export function childDraftOf(child: Child): ChildDraft {
  const { firstName, lastName, birthDate, sex, schoolId, classLevel, className, diet, leavesAlone, imageConsent } =
    child
  return { firstName, lastName, birthDate, sex, schoolId, classLevel, className, diet, leavesAlone, imageConsent }
}
