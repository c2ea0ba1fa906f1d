import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonthsToDate, localDate as day, type LocalDate } from '../../../src-shared/kernel/local-date'
import {
  cohortOf,
  diseases,
  requiredDiseases,
  vaccinationStatus,
  type Disease,
  type VaccinationRecord,
} from '../../../src-shared/rules/vaccination'

const dose = (disease: Disease, ...dates: string[]): VaccinationRecord => ({
  ...{ disease, dates: dates.map(day), certified: false },
})
const hexavalent = ['diphtheria', 'tetanus', 'polio', 'pertussis', 'hib', 'hepatitis-b', 'pneumococcus'] as const

/** A child vaccinated as the calendar says, until a day. */
function onCalendar(birthDate: LocalDate, until: LocalDate): VaccinationRecord[] {
  const ages: Partial<Record<Disease, number[]>> = {
    ...Object.fromEntries(hexavalent.map((disease) => [disease, [2, 4, 11]])),
    ...{ 'meningococcus-c': [5, 12], 'meningococcus-acwy': [6, 12], 'meningococcus-b': [3, 5, 12] },
    ...{ measles: [12, 16], mumps: [12, 16], rubella: [12, 16] },
  }
  return requiredDiseases(birthDate, until).map((disease) => ({
    ...{ disease, certified: false },
    dates: (ages[disease] ?? []).map((months) => addMonthsToDate(birthDate, months)).filter((date) => date <= until),
  }))
}

describe('compulsory vaccines', () => {
  it.each([
    ['2017-12-31', '2026-09-01', 3, 'before-2018'],
    ['2018-01-01', '2026-09-01', 11, 'from-2018'],
    ['2023-06-30', '2026-09-01', 11, 'from-2018'],
    ['2023-07-01', '2026-09-01', 12, 'from-2023-07'],
    ['2025-03-01', '2026-09-01', 12, 'from-2023-07'],
    // the decree of July 2024 applies from January 2025 on
    ['2023-07-01', '2024-12-31', 11, 'from-2018'],
  ])('of a child born on %s are, on %s, %i diseases', (born, on, count, cohort) => {
    expect(requiredDiseases(day(born), day(on))).toHaveLength(count)
    expect(cohortOf(day(born), day(on))).toBe(cohort)
  })

  it('are diphtheria, tetanus and polio before 2018; ACWY takes the place of C, with B, from July 2023', () => {
    expect(requiredDiseases(day('2016-05-01'), day('2026-09-01'))).toEqual(['diphtheria', 'tetanus', 'polio'])
    const young = requiredDiseases(day('2024-02-01'), day('2026-09-01'))
    expect(young).toContain('meningococcus-acwy')
    expect(young).toContain('meningococcus-b')
    expect(young).not.toContain('meningococcus-c')
    expect(requiredDiseases(day('2020-02-01'), day('2026-09-01'))).toContain('meningococcus-c')
  })
})

describe('where a child stands', () => {
  const born = day('2019-11-09')
  const on = day('2026-12-02')

  it('is up to date when every dose of its cohort was given, whatever the boosters that are only advised', () => {
    const status = vaccinationStatus({
      birthDate: born,
      admittedOn: day('2022-09-01'),
      on,
      records: onCalendar(born, on),
    })
    expect(status).toMatchObject({
      status: 'up-to-date',
      completeBefore: null,
      dueOn: null,
      nextBoosterOn: '2025-11-09',
    })
  })

  it('is received for three months when a vaccine is missing: from its admission, or from the day the dose was due', () => {
    const records = onCalendar(born, on).filter(({ disease }) => disease !== 'hepatitis-b')
    const facts = { birthDate: born, on, records }
    expect(vaccinationStatus({ ...facts, admittedOn: day('2026-11-02') })).toMatchObject({
      ...{ status: 'to-complete', completeBefore: '2027-02-02', dueOn: '2020-02-09' },
    })
    const baby = vaccinationStatus({
      ...{ birthDate: day('2026-06-01'), admittedOn: day('2026-08-15'), on },
      records: [dose('diphtheria', '2026-08-03')],
    })
    // due at three months, on 1 September, after the admission
    expect(baby.completeBefore).toBe('2026-12-01')
  })

  it('has provided nothing when no date is known', () => {
    const status = vaccinationStatus({ birthDate: born, admittedOn: null, on, records: [] })
    expect(status).toMatchObject({ status: 'not-provided', completeBefore: '2027-03-02' })
  })

  it('is up to date without anything before the age of the first dose', () => {
    const status = vaccinationStatus({ birthDate: addDays(on, -50), admittedOn: on, on, records: [] })
    expect(status).toMatchObject({ status: 'up-to-date', dueOn: addMonthsToDate(addDays(on, -50), 3) })
  })

  it('needs fewer doses when it starts late, and none where the calendar no longer gives it', () => {
    const late = vaccinationStatus({
      ...{ birthDate: day('2018-04-01'), admittedOn: null, on },
      records: [dose('hib', '2020-01-15'), dose('meningococcus-c', '2020-01-15')],
    })
    const of = (disease: Disease) => late.diseases.find((one) => one.disease === disease)
    expect(of('hib')).toMatchObject({ doses: 1, state: 'complete' })
    expect(of('meningococcus-c')).toMatchObject({ doses: 1, state: 'complete' })
    expect(of('pneumococcus')).toMatchObject({ doses: 0, state: 'complete' })
    expect(of('measles')).toMatchObject({ doses: 2, state: 'missing' })
  })

  it('does not count a date to come, and believes a doctor who certifies that nothing is missing', () => {
    const records = onCalendar(born, on)
    const soon = records.map((one) => (one.disease === 'polio' ? dose('polio', '2027-01-04') : one))
    expect(vaccinationStatus({ birthDate: born, admittedOn: null, on, records: soon }).status).toBe('to-complete')
    const certified = soon.map((one) => (one.disease === 'polio' ? { ...one, certified: true } : one))
    expect(vaccinationStatus({ birthDate: born, admittedOn: null, on, records: certified }).status).toBe('up-to-date')
  })

  it('is never late who follows the calendar, and lacks nothing who is certified', () => {
    const birth = fc.integer({ min: 0, max: 3_200 }).map((days) => addDays(day('2018-01-01'), days))
    fc.assert(
      fc.property(birth, fc.integer({ min: 0, max: 3_000 }), (birthDate, age) => {
        const at = addDays(birthDate, age)
        const records = onCalendar(birthDate, at)
        // who was born under the old calendar catches up with ACWY and B
        const caughtUp =
          at >= day('2025-01-01')
            ? records.map((one) => ({ ...one, certified: one.disease.startsWith('men') }))
            : records
        return vaccinationStatus({ birthDate, admittedOn: null, on: at, records: caughtUp }).status === 'up-to-date'
      }),
    )
    const someRecords = fc.array(
      fc.record({
        disease: fc.constantFrom(...diseases),
        ages: fc.array(fc.integer({ min: 30, max: 3_000 }), { maxLength: 4 }),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(birth, fc.integer({ min: 0, max: 3_000 }), someRecords, (birthDate, age, drawn) => {
        const at = addDays(birthDate, age)
        const byDisease = new Map(drawn.map((one) => [one.disease, one.ages.map((days) => addDays(birthDate, days))]))
        const records = [...byDisease].map(([disease, dates]) => ({ disease, dates, certified: false }))
        const status = vaccinationStatus({ birthDate, admittedOn: null, on: at, records })
        const missing = (list: typeof status) => list.diseases.filter(({ state }) => state === 'missing').length
        const all = diseases.map((disease) => ({ disease, dates: [], certified: true }))
        expect((status.completeBefore === null) === (status.status === 'up-to-date')).toBe(true)
        expect(missing(vaccinationStatus({ birthDate, admittedOn: null, on: at, records: all }))).toBe(0)
        expect(missing(status)).toBeLessThanOrEqual(status.diseases.length)
      }),
    )
  })
})
