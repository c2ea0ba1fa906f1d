import { addDays, localDate, localDateOf } from '../../src-shared/kernel/local-date'
import type { SeededRandom } from '../../src-shared/kernel/seeded-random'
import type { EnrolmentRow } from '../modules/enrolments/entities'
import type { Catalogue, Cell, Service } from './catalogue-types'
import { leads, type DemoChild, type Household, type Population } from './household-types'
import { isoWeekdayBit } from './days'
import { counter } from './counter'
import type { Streams } from './random'
import type { DemoScale } from './scale'
import type { Timeline } from './timeline'

/** What a child usually does on one slot: on these days of the week (bit 1 = Monday), every week or every other one. */
export interface Habit {
  cell: Cell
  weekdays: number
}

export interface DemoEnrolment {
  row: EnrolmentRow
  service: Service
  child: DemoChild
  household: Household
  habits: Habit[]
  /** Weeks of this parent, when the child has two homes. */
  parity: 0 | 1 | null
}

const weekdaysOf = (...days: number[]) => days.reduce((mask, day) => mask | isoWeekdayBit(day), 0)
const allSchoolDays = weekdaysOf(1, 2, 4, 5)
const everyDay = weekdaysOf(1, 2, 3, 4, 5, 6, 7)

/** A family that books little, usually or a lot. */
interface Rhythm {
  random: SeededRandom
  eager: number
}

export function buildEnrolments(
  catalogue: Catalogue,
  population: Population,
  { streams, timeline, scale }: { streams: Streams; timeline: Timeline; scale: DemoScale },
): DemoEnrolment[] {
  const nextId = counter()
  const byFamily = new Map(population.households.map((household) => [household.family.id, household]))
  const enrolments: DemoEnrolment[] = []
  for (const child of population.children) {
    const isTold = (byFamily.get(child.homes[0] ?? 0)?.index ?? leads.length) < leads.length
    // The families whose story is told use everything; separated parents need more than others.
    const rhythm = { random: streams('habits', child.person.id), eager: isTold ? 10 : child.homes.length > 1 ? 1.4 : 1 }
    const wishes = wishesOf(catalogue, child, rhythm, scale)
    for (const [home, familyId] of child.homes.entries()) {
      const household = byFamily.get(familyId)
      if (!household) continue
      for (const { service, habits } of wishes) {
        const row = enrolmentRow(nextId(), child, familyId, service, habits, timeline)
        enrolments.push({
          row,
          service,
          child,
          household,
          habits,
          parity: child.homes.length > 1 ? (home === 0 ? 0 : 1) : null,
        })
      }
    }
  }
  return enrolments
}

interface Wish {
  service: Service
  habits: Habit[]
}

function wishesOf(catalogue: Catalogue, child: DemoChild, rhythm: Rhythm, scale: DemoScale): Wish[] {
  const level = child.row.classLevel
  const { random } = rhythm
  if (level === '' || child.school === null) {
    const nursery = catalogue.nurseries[random.integer(0, scale.nurseries - 1)]
    const days = random.weighted([
      [weekdaysOf(1, 2, 3, 4, 5), 40],
      [allSchoolDays, 35],
      [weekdaysOf(2, 4), 25],
    ])
    return nursery && random.chance(0.85) ? [wish(nursery, '', { Journée: days })] : []
  }
  const school = catalogue.schools[child.school]
  const leisure = catalogue.leisure[child.school % scale.leisureCentres]
  if (!school || !leisure) return []
  const often = (chance: number) => random.chance(chance * rhythm.eager)
  const wishes: Wish[] = []
  if (often(0.8)) wishes.push(wish(school.meal, level, { Midi: someSchoolDays(random, 0.65) }))
  const morning = often(0.32) ? someSchoolDays(random, 0.4) : 0
  const evening = often(0.5) ? someSchoolDays(random, 0.5) : 0
  if (morning || evening) wishes.push(wish(school.care, level, { Matin: morning, Soir: evening }))
  if (often(0.36)) {
    const slotName = random.weighted([
      ['Journée', 65],
      ['Matin et repas', 20],
      ['Après-midi', 15],
    ] as const)
    wishes.push(wish(leisure.wednesday, level, { [slotName]: weekdaysOf(3) }))
  }
  if (often(0.34)) wishes.push(wish(leisure.holidays, level, { Journée: everyDay }))
  const isOldEnough = ['CP', 'CE1', 'CE2', 'CM1', 'CM2'].includes(level)
  if (isOldEnough && often(0.16)) {
    wishes.push(
      wish(catalogue.sport, level, random.chance(0.6) ? { Mercredi: weekdaysOf(3) } : { Samedi: weekdaysOf(6) }),
    )
  }
  return wishes
}

function someSchoolDays(random: SeededRandom, allOfThem: number): number {
  if (random.chance(allOfThem)) return allSchoolDays
  return weekdaysOf(...random.shuffle([1, 2, 4, 5]).slice(0, random.integer(1, 3)))
}

/** The slots of a service named with their days, in the group of the child's class. */
function wish(service: Service, level: string, days: Record<string, number>): Wish {
  const habits = service.cells
    .filter((cell) => cell.levels.length === 0 || cell.levels.includes(level))
    .flatMap((cell) => {
      const weekdays = days[cell.slot.name] ?? 0
      return weekdays === 0 ? [] : [{ cell, weekdays }]
    })
  return { service, habits }
}

function enrolmentRow(
  id: number,
  child: DemoChild,
  familyId: number,
  service: Service,
  habits: readonly Habit[],
  timeline: Timeline,
): EnrolmentRow {
  const groupId = habits[0]?.cell.group.id
  if (groupId === undefined) throw new Error(`no group of ${service.activity.name} receives child ${child.person.id}`)
  const startDate = startOf(child, service, timeline)
  return {
    id,
    childId: child.person.id,
    familyId,
    activityId: service.activity.id,
    groupId,
    status: 'active',
    startDate,
    endDate: endOf(child, service, timeline),
    createdAt: `${startDate < timeline.today ? startDate : addDays(timeline.today, -1)}T06:00:00.000Z`,
    version: 1,
  }
}

function startOf(child: DemoChild, service: Service, timeline: Timeline): string {
  const thisYear = localDateOf(timeline.schoolYearStart, 9, 1)
  if (service.usage === 'nursery') {
    const threeMonthsOld = addDays(localDate(child.person.birthDate), 95)
    return threeMonthsOld > timeline.from ? threeMonthsOld : timeline.from
  }
  // Those who are new at school, or at sport, begin with the year.
  const isNew = child.row.classLevel === 'PS' || (service.usage === 'sport' && child.row.classLevel === 'CP')
  return isNew || timeline.from > thisYear ? thisYear : timeline.from
}

/** Who leaves for secondary school, or leaves the nursery for school, stops with the year. */
function endOf(child: DemoChild, service: Service, timeline: Timeline): string | null {
  const leaves = child.row.classLevel === 'CM2' || (service.usage === 'nursery' && isLastNurseryYear(child, timeline))
  return leaves ? localDateOf(timeline.schoolYearStart + 1, 8, 31) : null
}

const isLastNurseryYear = (child: DemoChild, { schoolYearStart }: Timeline) =>
  child.person.birthDate < localDateOf(schoolYearStart - 1, 1, 1)
