import { addMonthsToDate, ageInMonths, localDate, type LocalDate } from '../kernel/local-date'

/**
 * Compulsory vaccinations by disease and birth cohort (public health code L3111-2, R3111-2, R3111-8; decree 2024-694). The
 * diseases are followed, not the products: one injection protects against several.
 */
export const diseases = [
  'diphtheria',
  'tetanus',
  'polio',
  'pertussis',
  'hib',
  'hepatitis-b',
  'pneumococcus',
  'meningococcus-c',
  'meningococcus-acwy',
  'meningococcus-b',
  'measles',
  'mumps',
  'rubella',
] as const
export type Disease = (typeof diseases)[number]

export type Cohort = 'before-2018' | 'from-2018' | 'from-2023-07'

const elevenFrom = localDate('2018-01-01')
/** The children who were under 18 months when meningococcus ACWY and B became compulsory. */
const acwyCohortFrom = localDate('2023-07-01')
export const acwyEffectOn = localDate('2025-01-01')

/** Doses required, by the age in months at which each must have been given. */
interface Schedule {
  by: readonly number[]
  /** Whoever starts late needs fewer: doses by the age in months at the first one. */
  late?: readonly { from: number; doses: number }[]
}

const infant: Schedule = { by: [3, 5, 12] }
const schedules: Record<Disease, Schedule> = {
  diphtheria: infant,
  tetanus: infant,
  polio: infant,
  pertussis: infant,
  hib: {
    ...infant,
    late: [
      { from: 60, doses: 0 },
      { from: 12, doses: 1 },
    ],
  },
  'hepatitis-b': infant,
  pneumococcus: {
    ...infant,
    late: [
      { from: 24, doses: 0 },
      { from: 12, doses: 2 },
    ],
  },
  'meningococcus-c': { by: [6, 13], late: [{ from: 12, doses: 1 }] },
  'meningococcus-acwy': { by: [7, 13], late: [{ from: 12, doses: 1 }] },
  'meningococcus-b': { by: [4, 6, 13], late: [{ from: 24, doses: 2 }] },
  measles: { by: [13, 18] },
  mumps: { by: [13, 18] },
  rubella: { by: [13, 18] },
}

/** Boosters that the calendar advises later, at six and eleven years; they never keep a child out. */
const boosterMonths = [72, 132]
const boosted: readonly Disease[] = ['diphtheria', 'tetanus', 'polio', 'pertussis']
/** Between two doses of whoever catches up. */
const intervalMonths = 2
/** Provisional admission (R3111-8): the missing vaccinations are made within three months. */
export const provisionalMonths = 3

const firstThree: readonly Disease[] = ['diphtheria', 'tetanus', 'polio']

export function cohortOf(birthDate: LocalDate, on: LocalDate): Cohort {
  if (birthDate < elevenFrom) return 'before-2018'
  return birthDate >= acwyCohortFrom && on >= acwyEffectOn ? 'from-2023-07' : 'from-2018'
}

/** The diseases against which a child must be protected on a day. */
export function requiredDiseases(birthDate: LocalDate, on: LocalDate): Disease[] {
  const cohort = cohortOf(birthDate, on)
  if (cohort === 'before-2018') return [...firstThree]
  const replaced: readonly Disease[] =
    cohort === 'from-2018' ? ['meningococcus-acwy', 'meningococcus-b'] : ['meningococcus-c']
  return diseases.filter((disease) => !replaced.includes(disease))
}

export interface VaccinationRecord {
  disease: Disease
  dates: readonly LocalDate[]
  /** A doctor certifies that nothing more is needed (complete elsewhere, contraindication). */
  certified: boolean
}

export interface DiseaseStatus {
  disease: Disease
  dates: LocalDate[]
  certified: boolean
  /** Doses that must be given in the end. */
  doses: number
  state: 'complete' | 'on-time' | 'missing'
  /** The day from which the next dose is missing; null when complete. */
  dueOn: LocalDate | null
}

export interface VaccinationStatus {
  cohort: Cohort
  diseases: DiseaseStatus[]
  status: 'up-to-date' | 'to-complete' | 'not-provided'
  /** End of the provisional admission; null when up to date. */
  completeBefore: LocalDate | null
  /** The first day on which a required dose is, was or will be missing; null when all are given. */
  dueOn: LocalDate | null
  /** Advised, never required. */
  nextBoosterOn: LocalDate | null
}

export interface VaccinationFacts {
  birthDate: LocalDate
  /** First day in the care of the town; null = not yet. */
  admittedOn: LocalDate | null
  on: LocalDate
  records: readonly VaccinationRecord[]
}

const latest = (left: LocalDate, right: LocalDate) => (left > right ? left : right)
const earliest = (dates: readonly LocalDate[]) => dates.toSorted()[0] ?? null

function dosesNeeded({ by, late = [] }: Schedule, ageAtFirst: number): number {
  return late.find(({ from }) => ageAtFirst >= from)?.doses ?? by.length
}

function statusOf(disease: Disease, { birthDate, on, records }: VaccinationFacts): DiseaseStatus {
  const record = records.find((one) => one.disease === disease)
  const dates = (record?.dates ?? []).filter((date) => date <= on).toSorted()
  const schedule = schedules[disease]
  const doses = dosesNeeded(schedule, ageInMonths(birthDate, dates[0] ?? on))
  const certified = record?.certified ?? false
  const common = { disease, dates, certified, doses }
  if (certified || dates.length >= doses) return { ...common, state: 'complete', dueOn: null }
  const dueOn = nextDose(disease, birthDate, dates)
  return { ...common, state: dueOn <= on ? 'missing' : 'on-time', dueOn }
}

function nextDose(disease: Disease, birthDate: LocalDate, dates: readonly LocalDate[]): LocalDate {
  const byAge = addMonthsToDate(birthDate, schedules[disease].by[dates.length] ?? 0)
  const last = dates.at(-1)
  const isNew = disease === 'meningococcus-acwy' || disease === 'meningococcus-b'
  const due = last ? latest(byAge, addMonthsToDate(last, intervalMonths)) : byAge
  return isNew ? latest(due, acwyEffectOn) : due
}

/** Where a child stands with the compulsory vaccinations, and until when it may be received as it is. */
export function vaccinationStatus(facts: VaccinationFacts): VaccinationStatus {
  const { birthDate, on, admittedOn } = facts
  const list = requiredDiseases(birthDate, on).map((disease) => statusOf(disease, facts))
  const missing = list.flatMap(({ state, dueOn }) => (state === 'missing' && dueOn ? [dueOn] : []))
  const isKnown = list.some(({ dates, certified }) => dates.length > 0 || certified)
  const limits = missing.map((date) => addMonthsToDate(latest(admittedOn ?? on, date), provisionalMonths))
  return {
    cohort: cohortOf(birthDate, on),
    diseases: list,
    status: missing.length === 0 ? 'up-to-date' : isKnown ? 'to-complete' : 'not-provided',
    completeBefore: earliest(limits),
    dueOn: earliest(list.flatMap(({ dueOn }) => (dueOn ? [dueOn] : []))),
    nextBoosterOn: nextBooster(facts),
  }
}

function nextBooster({ birthDate, records }: VaccinationFacts): LocalDate | null {
  const known = records.filter(({ disease, dates }) => boosted.includes(disease) && dates.length > 0)
  const [first] = known
  if (!first) return null
  // a booster of the six years is a dose given from five years on
  const given = known.map(({ dates }) => dates.filter((date) => ageInMonths(birthDate, date) >= 60).length)
  const months = boosterMonths[Math.min(...given)]
  return months === undefined ? null : addMonthsToDate(birthDate, months)
}
