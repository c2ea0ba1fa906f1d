import { localTime } from '../../src-shared/kernel/local-time'
import type { DeadlineRule } from '../../src-shared/rules/deadline'
import type { ActivityRow, SlotRow } from '../modules/activities/entities'
import type { Usage } from './catalogue-types'
import { isHoliday, isWorkday, type DemoDay } from './timeline'

type SlotDefinition = Pick<SlotRow, 'name' | 'letter' | 'icon' | 'startTime' | 'endTime' | 'includesMeal'> & {
  opens(day: DemoDay): boolean
}
type Settings = Pick<
  ActivityRow,
  | 'kind'
  | 'supervision'
  | 'validationMode'
  | 'cancellationMode'
  | 'lateBooking'
  | 'lateSurchargeCents'
  | 'waitingList'
  | 'minAgeMonths'
  | 'maxAgeMonths'
  | 'residentsOnly'
>

export interface ServiceDefinition {
  name: string
  settings: Settings
  bookingDeadline: DeadlineRule
  cancelDeadline: DeadlineRule | null
  slots: SlotDefinition[]
  groups: { name: string; levels: readonly string[] }[]
}

export const nurseryLevels = ['TPS', 'PS', 'MS', 'GS'] as const
export const elementaryLevels = ['CP', 'CE1', 'CE2', 'CM1', 'CM2'] as const

const bySchool = [
  { name: 'Maternelle', levels: nurseryLevels },
  { name: 'Élémentaire', levels: elementaryLevels },
]
const byAge = [
  { name: '3 – 5 ans', levels: nurseryLevels },
  { name: '6 – 8 ans', levels: ['CP', 'CE1', 'CE2'] },
  { name: '9 – 11 ans', levels: ['CM1', 'CM2'] },
]

const onSchoolDays = (day: DemoDay) => day.kind === 'school'
const onWednesdays = (day: DemoDay) => day.kind === 'wednesday'
const time = localTime

const slot = (
  name: string,
  letter: string,
  icon: SlotRow['icon'],
  [startTime, endTime]: [string, string],
  opens: SlotDefinition['opens'],
  includesMeal = false,
): SlotDefinition => ({ name, letter, icon, startTime, endTime, includesMeal, opens })

const common: Settings = {
  kind: 'leisure',
  supervision: 'undeclared',
  validationMode: 'automatic',
  cancellationMode: 'free',
  lateBooking: 'refused',
  lateSurchargeCents: 0,
  waitingList: false,
  minAgeMonths: null,
  maxAgeMonths: null,
  residentsOnly: false,
}

/** The six services of the town, with deadlines and validations of every kind. */
export const definitions: Record<Usage, ServiceDefinition> = {
  care: {
    name: 'Accueil périscolaire',
    settings: {
      ...common,
      kind: 'before-after-school',
      supervision: 'around-school-pedt',
      lateBooking: 'surcharge',
      lateSurchargeCents: 100,
      waitingList: true,
      minAgeMonths: 24,
      maxAgeMonths: 155,
    },
    bookingDeadline: { kind: 'weekday-before', time: time('12:00') },
    cancelDeadline: null,
    slots: [
      slot('Matin', 'M', 'morning', ['07:30', '08:30'], onSchoolDays),
      slot('Soir', 'S', 'evening', ['16:30', '18:30'], onSchoolDays),
    ],
    groups: bySchool,
  },
  meal: {
    name: 'Restauration scolaire',
    settings: { ...common, kind: 'meal', minAgeMonths: 24, maxAgeMonths: 155 },
    bookingDeadline: {
      kind: 'days-before',
      days: 2,
      time: time('10:00'),
      skip: { weekends: true, publicHolidays: true },
    },
    cancelDeadline: {
      kind: 'days-before',
      days: 1,
      time: time('09:00'),
      skip: { weekends: true, publicHolidays: true },
    },
    slots: [slot('Midi', 'R', 'meal', ['11:45', '13:35'], onSchoolDays, true)],
    groups: bySchool,
  },
  wednesday: {
    name: 'Mercredis',
    settings: {
      ...common,
      supervision: 'around-school-pedt-long',
      validationMode: 'agent',
      waitingList: true,
      minAgeMonths: 30,
      maxAgeMonths: 155,
    },
    bookingDeadline: { kind: 'week-before', weeks: 1, weekday: 4, time: time('12:00') },
    cancelDeadline: { kind: 'days-before', days: 5, time: time('18:00') },
    slots: [
      slot('Journée', 'J', 'day', ['08:00', '18:00'], onWednesdays, true),
      slot('Matin et repas', 'M', 'half-day', ['08:00', '13:30'], onWednesdays, true),
      slot('Après-midi', 'A', 'half-day', ['13:30', '18:00'], onWednesdays),
    ],
    groups: byAge,
  },
  holidays: {
    name: 'Vacances',
    settings: {
      ...common,
      supervision: 'holidays',
      validationMode: 'agent',
      cancellationMode: 'agent',
      waitingList: true,
      minAgeMonths: 30,
      maxAgeMonths: 155,
    },
    bookingDeadline: { kind: 'week-before', weeks: 2, weekday: 5, time: time('12:00') },
    cancelDeadline: { kind: 'week-before', weeks: 1, weekday: 1, time: time('12:00') },
    slots: [slot('Journée', 'J', 'day', ['08:00', '18:00'], (day) => isHoliday(day) && isWorkday(day), true)],
    groups: byAge,
  },
  sport: {
    name: 'École municipale des sports',
    settings: {
      ...common,
      kind: 'sport',
      supervision: 'around-school-pedt',
      waitingList: true,
      minAgeMonths: 66,
      maxAgeMonths: 155,
      residentsOnly: true,
    },
    bookingDeadline: { kind: 'month-before', day: 25, time: time('18:00') },
    cancelDeadline: { kind: 'none' },
    slots: [
      slot('Mercredi', 'M', 'sport', ['14:00', '16:00'], onWednesdays),
      slot('Samedi', 'S', 'sport', ['10:00', '12:00'], (day) => day.kind === 'weekend' && day.weekday === 6),
    ],
    groups: [
      { name: 'Multisports CP – CE2', levels: ['CP', 'CE1', 'CE2'] },
      { name: 'Multisports CM1 – CM2', levels: ['CM1', 'CM2'] },
    ],
  },
  nursery: {
    name: 'Multi-accueil',
    settings: {
      ...common,
      kind: 'nursery',
      supervision: 'undeclared',
      validationMode: 'agent',
      cancellationMode: 'agent',
      waitingList: true,
      minAgeMonths: 2,
      maxAgeMonths: 47,
    },
    bookingDeadline: { kind: 'days-before', days: 2, time: time('12:00'), skip: { weekends: true } },
    cancelDeadline: { kind: 'same-day', time: time('08:00') },
    slots: [slot('Journée', 'J', 'day', ['07:30', '18:30'], isWorkday, true)],
    groups: [{ name: 'Tous âges', levels: [] }],
  },
}
