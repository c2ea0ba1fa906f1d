import type { ActivityFields, ActivityInput, DayPeriod } from '../../../src-shared/contract/staff/activities'
import type { StandardService } from '../../../src-shared/contract/staff/first-run'
import type { Weekday } from '../../../src-shared/kernel/local-date'
import { localTime } from '../../../src-shared/kernel/local-time'
import { ZERO } from '../../../src-shared/kernel/money'

/** How most towns run a service; everything can be changed afterwards in its activity. */
export interface StandardActivity {
  /** Name of the activity in a structure. */
  nameIn(structure: string): string
  fields: Omit<ActivityFields, 'structureId' | 'name' | 'validFrom' | 'validTo'>
  groups: ActivityInput['groups']
  slots: ActivityInput['slots']
  opening: { weekdays: Weekday[]; periods: DayPeriod[] }
}

const nursery = ['TPS', 'PS', 'MS', 'GS']
const primary = ['CP', 'CE1', 'CE2', 'CM1', 'CM2']
const schoolWeek: Weekday[] = [1, 2, 4, 5]
const at = localTime

const common = {
  supervision: 'undeclared',
  validationMode: 'automatic',
  cancellationMode: 'free',
  bookingDeadline: {
    kind: 'days-before',
    days: 1,
    time: at('10:00'),
    skip: { weekends: true, publicHolidays: true },
  },
  cancelDeadline: null,
  lateBooking: 'refused',
  lateSurchargeCents: ZERO,
  waitingList: false,
  minAgeMonths: null,
  maxAgeMonths: null,
  residentsOnly: false,
  portalOpensAt: null,
  onPortal: true,
} as const satisfies Partial<ActivityFields>

const bySchool: ActivityInput['groups'] = [
  { id: null, name: 'Maternelle', classLevels: nursery },
  { id: null, name: 'Élémentaire', classLevels: primary },
]
const byAge: ActivityInput['groups'] = [
  { id: null, name: '3-5 ans', classLevels: nursery },
  { id: null, name: '6-11 ans', classLevels: primary },
]

function slot(
  name: string,
  letter: string,
  icon: ActivityInput['slots'][number]['icon'],
  hours: readonly [string, string],
  includesMeal = false,
): ActivityInput['slots'][number] {
  const [startTime, endTime] = [at(hours[0]), at(hours[1])]
  return { id: null, name, letter, icon, startTime, endTime, includesMeal, capacityOverGroups: null }
}

const leisureFields = {
  ...common,
  kind: 'leisure',
  validationMode: 'agent',
  cancellationMode: 'agent',
  waitingList: true,
  minAgeMonths: 36,
  maxAgeMonths: 143,
} as const

const leisureSlots = [
  slot('Matin', 'M', 'morning', ['08:00', '12:00']),
  slot('Après-midi', 'A', 'half-day', ['13:30', '18:00']),
  slot('Journée', 'J', 'day', ['08:00', '18:00'], true),
]

export const standardActivities: Record<StandardService, StandardActivity> = {
  canteen: {
    nameIn: (structure) => `Restauration ${structure}`,
    fields: { ...common, kind: 'meal' },
    groups: bySchool,
    slots: [slot('Midi', 'M', 'meal', ['11:30', '13:30'], true)],
    opening: { weekdays: schoolWeek, periods: ['school-days'] },
  },
  'before-after-school': {
    nameIn: (structure) => `Accueil périscolaire ${structure}`,
    fields: { ...common, kind: 'before-after-school', supervision: 'around-school' },
    groups: bySchool,
    slots: [slot('Matin', 'M', 'morning', ['07:30', '08:30']), slot('Soir', 'S', 'evening', ['16:30', '18:30'])],
    opening: { weekdays: schoolWeek, periods: ['school-days'] },
  },
  wednesdays: {
    nameIn: (structure) => `Mercredis ${structure}`,
    fields: {
      ...leisureFields,
      supervision: 'around-school-long',
      bookingDeadline: { kind: 'week-before', weeks: 1, weekday: 5, time: at('12:00') },
    },
    groups: byAge,
    slots: leisureSlots,
    opening: { weekdays: [3], periods: ['school-days'] },
  },
  holidays: {
    nameIn: (structure) => `Vacances ${structure}`,
    fields: {
      ...leisureFields,
      supervision: 'holidays',
      bookingDeadline: { kind: 'days-before', days: 14, time: at('12:00') },
    },
    groups: byAge,
    slots: leisureSlots,
    opening: { weekdays: [1, 2, 3, 4, 5], periods: ['small-holidays', 'summer-holidays'] },
  },
}
