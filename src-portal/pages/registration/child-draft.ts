import { isLocalDate, type LocalDate } from '../../../src-shared/kernel/local-date'

export interface ChildDraft {
  /** Null = not chosen yet, 0 = another child. */
  childId: number | null
  birth: 'born' | 'expected'
  firstName: string
  lastName: string
  sex: 'F' | 'M' | ''
  birthDate: string
}

export const blankChild = (lastName: string): ChildDraft => ({
  ...{ childId: null, birth: 'born', firstName: '', lastName, sex: '', birthDate: '' },
})

/** What is missing of the child, by field; the words come from the page. */
export function childProblems(draft: ChildDraft, say: (key: string) => string): Record<string, string> {
  if (draft.childId === null) return { childId: say('chooseChild') }
  if (draft.childId !== 0) return {}
  const isExpected = draft.birth === 'expected'
  return {
    ...(draft.firstName.trim() === '' && !isExpected ? { firstName: say('giveName') } : {}),
    ...(draft.lastName.trim() === '' ? { lastName: say('giveName') } : {}),
    ...(isLocalDate(draft.birthDate) ? {} : { birthDate: say('chooseDate') }),
  }
}

/** The child of a payload: one of the family's, or a new one. */
export function bornChild({ childId, firstName, lastName, sex, birthDate }: ChildDraft) {
  if (childId !== 0) return { childId, newChild: null }
  const named = { firstName: firstName.trim(), lastName: lastName.trim(), sex }
  return { childId: null, newChild: { ...named, birthDate: birthDate as LocalDate } }
}

export function bornOrExpected(draft: ChildDraft) {
  const { childId, newChild } = bornChild(draft)
  if (newChild === null) return { childId, newChild }
  const { birthDate, ...named } = newChild
  const isExpected = draft.birth === 'expected'
  return {
    childId,
    newChild: {
      ...named,
      ...(isExpected ? { birthDate: null, expectedBirth: birthDate } : { birthDate, expectedBirth: null }),
    },
  }
}
