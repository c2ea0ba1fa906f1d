import { reactive } from 'vue'
import type { ActivityInput, ActivityView } from '../../../src-shared/contract/staff/activities'
import { localTime } from '../../../src-shared/kernel/local-time'
import { ZERO } from '../../../src-shared/kernel/money'
import { schoolYearRange, type SchoolYear } from '../../../src-shared/kernel/school-year'

/** What the form edits: the activity as it is saved. */
export type ActivityDraft = ActivityInput

export function draftOf(activity: ActivityView): ActivityDraft {
  const { id: _id, version: _version, position: _position, isArchived: _isArchived, ...fields } = activity
  return reactive(structuredClone(fields))
}

export function newActivityDraft(structureId: number, year: SchoolYear): ActivityDraft {
  const { from, to } = schoolYearRange(year)
  return reactive<ActivityDraft>({
    structureId,
    name: '',
    kind: 'meal',
    supervision: 'undeclared',
    validationMode: 'automatic',
    cancellationMode: 'free',
    bookingDeadline: {
      kind: 'days-before',
      days: 1,
      time: localTime('10:00'),
      skip: { weekends: true, publicHolidays: true },
    },
    cancelDeadline: null,
    lateBooking: 'refused',
    lateSurchargeCents: ZERO,
    waitingList: false,
    minAgeMonths: null,
    maxAgeMonths: null,
    residentsOnly: false,
    validFrom: from,
    validTo: to,
    portalOpensAt: null,
    onPortal: true,
    groups: [{ id: null, name: 'Tous', classLevels: [] }],
    slots: [newSlot()],
  })
}

export function newSlot(): ActivityDraft['slots'][number] {
  return {
    id: null,
    name: '',
    letter: '',
    icon: 'day',
    startTime: localTime('08:00'),
    endTime: localTime('12:00'),
    includesMeal: false,
    capacityOverGroups: null,
  }
}

/** What the form still lacks, by field. */
export function draftProblems(draft: ActivityDraft): Record<string, string> {
  const problems: Record<string, string> = {}
  if (draft.name.trim() === '') problems['name'] = 'Donnez un nom.'
  if (draft.validTo < draft.validFrom) problems['validTo'] = 'La fin vient avant le début.'
  draft.groups.forEach(({ name }, index) => {
    if (name.trim() === '') problems[`groups.${index}.name`] = 'Donnez un nom.'
  })
  draft.slots.forEach(({ name, letter, startTime, endTime }, index) => {
    if (name.trim() === '') problems[`slots.${index}.name`] = 'Donnez un nom.'
    if (letter.trim() === '') problems[`slots.${index}.letter`] = 'Une lettre.'
    if (endTime <= startTime) problems[`slots.${index}.endTime`] = 'Après le début.'
  })
  const { minAgeMonths, maxAgeMonths } = draft
  if (minAgeMonths !== null && maxAgeMonths !== null && maxAgeMonths < minAgeMonths) {
    problems['maxAgeMonths'] = 'Plus petit que le premier.'
  }
  return problems
}
