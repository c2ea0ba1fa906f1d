import { reactive } from 'vue'
import schoolHolidayFile from '../../../resources/calendar/school-holidays.json'
import { standardServices, type NewTown, type StandardService } from '../../../src-shared/contract/staff/first-run'
import { addMonthsToDate } from '../../../src-shared/kernel/local-date'
import { cents, type Cents } from '../../../src-shared/kernel/money'
import { schoolYearOf, type SchoolYear } from '../../../src-shared/kernel/school-year'
import type { RuleCalendar, SchoolZone } from '../../../src-shared/rules/calendar'
import { validateTariff, type Band, type TariffDefinition } from '../../../src-shared/rules/pricing'
import { readSchoolHolidays } from '../../../src-shared/rules/school-holidays'
import { isAlsaceMoselle, schoolZoneOf } from '../../../src-shared/rules/school-zones'
import { screenToday } from '../../ui/today'

const { holidays } = readSchoolHolidays(schoolHolidayFile)

export interface DraftStructure {
  key: number
  name: string
  kind: NewTown['structures'][number]['kind']
  services: StandardService[]
}
export interface DraftTariff {
  method: 'later' | 'fixed' | 'bands'
  amountCents: Cents | null
  bands: Band[]
}
export interface Draft {
  name: string
  city: string
  postalCode: string
  zone: SchoolZone
  schoolYear: SchoolYear
  accentColour: string
  structures: DraftStructure[]
  tariffs: Record<StandardService, DraftTariff>
  administrator: { firstName: string; lastName: string; email: string; password: string; again: string }
}

export const serviceLabels: Record<StandardService, string> = {
  canteen: 'Restauration',
  'before-after-school': 'Accueil matin et soir',
  wednesdays: 'Mercredis',
  holidays: 'Vacances',
}
export const structureKindLabels: Record<DraftStructure['kind'], string> = {
  school: 'École',
  leisure: 'Centre de loisirs',
  sport: 'École de sport',
  nursery: 'Petite enfance',
}
export const usualServices: Record<DraftStructure['kind'], StandardService[]> = {
  school: ['canteen', 'before-after-school'],
  leisure: ['wednesdays', 'holidays'],
  sport: [],
  nursery: [],
}

/** Four bands that most towns start from; the amounts are to be set. */
function usualBands(highest: number): Band[] {
  const limits = [0, 400, 800, 1200]
  return limits.map((from, index) => ({
    from,
    to: limits[index + 1] ?? null,
    amountCents: cents(Math.round((highest * (index + 1)) / 4)),
  }))
}
const usualHighest: Record<StandardService, number> = {
  canteen: 480,
  'before-after-school': 200,
  wednesdays: 1600,
  holidays: 1800,
}

let lastKey = 0
export function newStructure(kind: DraftStructure['kind'], name = ''): DraftStructure {
  lastKey += 1
  return { key: lastKey, kind, name, services: [...usualServices[kind]] }
}

export const schoolYearChoices: SchoolYear[] = [0, 12].map((months) =>
  schoolYearOf(addMonthsToDate(screenToday(), months)),
)

export function newDraft(): Draft {
  const tariffs = Object.fromEntries(
    standardServices.map((service) => [
      service,
      { method: 'bands', amountCents: null, bands: usualBands(usualHighest[service]) } satisfies DraftTariff,
    ]),
  ) as Record<StandardService, DraftTariff>
  return reactive({
    name: '',
    city: '',
    postalCode: '',
    zone: 'A',
    schoolYear: schoolYearChoices[0] ?? schoolYearOf(screenToday()),
    accentColour: '#146362',
    structures: [newStructure('school'), newStructure('leisure')],
    tariffs,
    administrator: { firstName: '', lastName: '', email: '', password: '', again: '' },
  })
}

export function calendarOfDraft({ zone, postalCode }: Draft): RuleCalendar {
  return { zone, alsaceMoselle: isAlsaceMoselle(postalCode), schoolHolidays: holidays }
}

/** The zone that a postal code tells, or null when it must be chosen. */
export function zoneOfPostalCode(postalCode: string): SchoolZone | null {
  return /^\d{5}$/.test(postalCode) ? schoolZoneOf(postalCode) : null
}

/** The services that at least one structure offers, in their usual order. */
export function offeredServices({ structures }: Draft): StandardService[] {
  return standardServices.filter((service) => structures.some(({ services }) => services.includes(service)))
}

export function definitionOf({ method, amountCents, bands }: DraftTariff): TariffDefinition | null {
  if (method === 'fixed' && amountCents !== null) return { method: 'fixed', amountCents }
  return method === 'bands' ? { method: 'quotient-bands', bands } : null
}

export type StepName = 'town' | 'structures' | 'tariffs' | 'account' | 'summary'
export type Problems = Record<string, string>

/** What each step still lacks, by field; empty when one can go on. */
export function problemsOf(draft: Draft, step: StepName): Problems {
  if (step === 'town') return townProblems(draft)
  if (step === 'structures') return structureProblems(draft)
  if (step === 'tariffs') return tariffProblems(draft)
  return step === 'account' ? accountProblems(draft) : {}
}

const filled = (text: string, field: string, message: string): Problems =>
  text.trim() === '' ? { [field]: message } : {}

function townProblems({ name, city, postalCode }: Draft): Problems {
  return {
    ...filled(city, 'city', 'Indiquez la commune.'),
    ...filled(name, 'name', 'Indiquez le nom que liront les parents.'),
    ...(/^\d{5}$/.test(postalCode.trim()) ? {} : { postalCode: 'Cinq chiffres.' }),
  }
}

function structureProblems({ structures }: Draft): Problems {
  return Object.assign(
    {},
    ...structures.map(({ key, name }) => filled(name, `structure-${key}`, 'Donnez un nom, ou retirez la ligne.')),
  ) as Problems
}

function tariffProblems(draft: Draft): Problems {
  const problems: Problems = {}
  for (const service of offeredServices(draft)) {
    const tariff = draft.tariffs[service]
    const definition = definitionOf(tariff)
    if (tariff.method === 'fixed' && !definition) problems[service] = 'Indiquez le prix.'
    else if (definition && validateTariff(definition).length > 0) problems[service] = 'Corrigez les tranches.'
  }
  return problems
}

function accountProblems({ administrator }: Draft): Problems {
  const { firstName, lastName, email, password, again } = administrator
  return {
    ...filled(firstName, 'firstName', 'Indiquez votre prénom.'),
    ...filled(lastName, 'lastName', 'Indiquez votre nom.'),
    ...(/^\S+@\S+\.\S+$/.test(email.trim()) ? {} : { email: 'Une adresse comme nom@exemple.fr.' }),
    ...(password.length >= 12 ? {} : { password: 'Douze caractères au moins.' }),
    ...(password === again ? {} : { again: 'Les deux mots de passe diffèrent.' }),
  }
}

/** What is sent at the last step. */
export function inputOf(draft: Draft): NewTown {
  const { name, city, postalCode, zone, accentColour, schoolYear, structures, administrator } = draft
  const { firstName, lastName, email, password } = administrator
  const blank = { addressLine: '', phone: '', email: '', openingHours: '' }
  return {
    town: {
      ...blank,
      name,
      city,
      postalCode,
      schoolZone: zone,
      alsaceMoselle: isAlsaceMoselle(postalCode),
      accentColour,
    },
    schoolYear,
    structures: structures.map((structure) => ({
      name: structure.name,
      kind: structure.kind,
      services: [...structure.services],
    })),
    tariffs: offeredServices(draft).flatMap((service) => {
      const definition = definitionOf(draft.tariffs[service])
      return definition ? [{ service, definition }] : []
    }),
    administrator: { firstName, lastName, email, password },
  }
}
