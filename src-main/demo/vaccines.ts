import { addDays, addMonthsToDate, localDate, type LocalDate } from '../../src-shared/kernel/local-date'
import type { SeededRandom } from '../../src-shared/kernel/seeded-random'
import {
  requiredDiseases,
  vaccinationStatus,
  type Disease,
  type VaccinationRecord,
} from '../../src-shared/rules/vaccination'
import type { DemoChild } from './household-types'
import type { Timeline } from './timeline'

const infancy = [2, 4, 11]
const doseMonths: Partial<Record<Disease, readonly number[]>> = {
  diphtheria: [...infancy, 73],
  tetanus: [...infancy, 73],
  polio: [...infancy, 73],
  pertussis: [...infancy, 73],
  'meningococcus-c': [5, 12],
  'meningococcus-acwy': [6, 12],
  'meningococcus-b': [3, 5, 12],
  measles: [12, 17],
  mumps: [12, 17],
  rubella: [12, 17],
}

/** The booklet of a child, as the calendar makes it; a few have nothing, or lack a dose. */
export function vaccinesOf(
  child: DemoChild,
  random: SeededRandom,
  { today }: Timeline,
): { records: VaccinationRecord[]; dueOn: LocalDate | null } {
  const birthDate = localDate(child.person.birthDate)
  const required = requiredDiseases(birthDate, today)
  const delay = random.integer(0, 12)
  const isUnknown = random.chance(0.02)
  const forgotten = random.chance(0.04) ? random.pick(required) : null
  const records = required.flatMap((disease): VaccinationRecord[] => {
    const dates = (doseMonths[disease] ?? infancy)
      .map((months) => addDays(addMonthsToDate(birthDate, months), delay))
      .filter((date) => date < today)
    const given = disease === forgotten ? dates.slice(0, -1) : dates
    return isUnknown || given.length === 0 ? [] : [{ disease, dates: given, certified: false }]
  })
  const { dueOn } = vaccinationStatus({ birthDate, admittedOn: null, on: today, records })
  return { records, dueOn }
}
