import { parisInstant, type Instant } from '../../src-shared/kernel/instant'
import { localTime } from '../../src-shared/kernel/local-time'
import { addDays, type LocalDate } from '../../src-shared/kernel/local-date'
import { schoolYear, schoolYearRange, type SchoolYear } from '../../src-shared/kernel/school-year'
import { sectionKey } from '../../src-shared/rules/registration-file'
import type {
  EnrolmentSettingRow,
  PreEnrolmentRow,
  RegistrationConfirmationRow,
  RegistrationFileRow,
} from '../modules/registration/entities'
import type { Cipher } from '../kernel/cipher'
import type { Catalogue } from './catalogue-types'
import { counter } from './counter'
import { doctors, pickup, type HealthRows } from './health'
import type { Household, Population } from './household-types'
import type { Streams } from './random'
import type { Timeline } from './timeline'

export const demoFileYear = ({ schoolYearStart }: Timeline): SchoolYear =>
  schoolYear(`${schoolYearStart}-${schoolYearStart + 1}`)

/** The present year's file, opened in June before it began. */
export function registrationSettings(timeline: Timeline) {
  const year = demoFileYear(timeline)
  const { from } = schoolYearRange(year)
  return {
    years: [{ year, opensOn: addDays(from, -90), dueOn: addDays(from, 29) }],
    blocksBooking: false,
    limitsAccess: false,
  }
}

const at = (date: LocalDate, time: string): Instant => parisInstant(date, localTime(time))

type Zeal = 'all' | 'most' | 'some' | 'none'

/** How far a family went: most did everything, the families of the story too. */
function zealOf({ family, index }: Household, streams: Streams): Zeal {
  if (index < 3) return 'all'
  const weights = [
    ['all', 13],
    ['most', 2],
    ['some', 3],
    ['none', 2],
  ] as const
  return streams('registration-zeal', family.id).weighted(weights)
}

/** What the families that did everything gave this summer: a doctor for each child, and somebody to call. */
export function completeHealth(health: HealthRows, { households }: Population, streams: Streams, cipher: Cipher): void {
  const records = new Map(health.records.map((record) => [record.childId, record]))
  const called = new Set(
    health.pickups.filter(({ emergency }) => emergency).map(({ childId, familyId }) => `${familyId}/${childId}`),
  )
  let nextId = health.pickups.reduce((last, { id }) => Math.max(last, id), 0) + 1
  for (const household of households) {
    if (zealOf(household, streams) !== 'all') continue
    const random = streams('registration-health', household.family.id)
    const [doctor, phone] = random.pick(doctors)
    for (const child of household.children) {
      const { id: childId } = child.person
      const record = records.get(childId)
      if (record?.doctorSealed === '') {
        record.doctorSealed = cipher.seal(doctor, `health_record.doctor/${childId}`)
        record.doctorPhoneSealed = cipher.seal(phone, `health_record.doctor_phone/${childId}`)
      }
      if (called.has(`${household.family.id}/${childId}`)) continue
      const contact = pickup(nextId, child, household.family.id, random, household)
      health.pickups.push({ ...contact, emergency: true })
      nextId += 1
    }
  }
}

interface Files {
  files: RegistrationFileRow[]
  confirmations: RegistrationConfirmationRow[]
}

/** Most families read everything again in summer; some stopped half-way, some never began. */
export function registrationFilesOf({ households }: Population, streams: Streams, timeline: Timeline): Files {
  const year = demoFileYear(timeline)
  const { from } = schoolYearRange(year)
  const nextConfirmation = counter()
  const files: RegistrationFileRow[] = []
  const confirmations: RegistrationConfirmationRow[] = []
  households.forEach((household) => {
    const random = streams('registration', household.family.id)
    const zeal = zealOf(household, streams)
    const on = addDays(from, -random.integer(5, 70))
    const before = on < timeline.today ? on : addDays(timeline.today, -1)
    const holder = household.guardians[0]
    const by = holder ? `${holder.firstName} ${holder.lastName}` : ''
    const keys = zeal === 'none' ? [] : sectionsOf(household)
    const read = zeal === 'some' ? keys.slice(0, Math.ceil(keys.length / 2)) : keys
    const id = files.length + 1
    const isSent = zeal === 'all' || zeal === 'most'
    files.push({
      ...{ id, familyId: household.family.id, schoolYear: year, sentCount: 1 },
      sentAt: at(addDays(before, -4), '08:00'),
      submittedAt: isSent ? at(before, '19:42') : null,
      submittedBy: isSent ? by : '',
      ...{ exempted: false, exemptionReason: '', version: 1 },
    })
    for (const section of read) {
      confirmations.push({
        ...{ id: nextConfirmation(), fileId: id, section },
        ...{ confirmedAt: at(before, '19:40'), confirmedBy: by },
      })
    }
  })
  return { files, confirmations }
}

function sectionsOf({ family, children }: Household): string[] {
  return [
    sectionKey('guardians'),
    ...children.flatMap(({ person }) =>
      (['child-identity', 'child-health', 'child-authorisations', 'child-contacts'] as const).map((kind) =>
        sectionKey(kind, person.id),
      ),
    ),
    sectionKey('tax'),
    ...(family.directDebit ? [sectionKey('bank')] : []),
  ]
}

/** Meals and care by rule, both ways; Wednesdays by an agent; holidays day by day; sport for the year; no nursery. */
export function enrolmentSettingsOf({ services }: Catalogue): EnrolmentSettingRow[] {
  return services.map(({ activity }): EnrolmentSettingRow => {
    const activityId = activity.id
    switch (activity.kind) {
      case 'meal':
      case 'before-after-school':
        return { activityId, decision: 'automatic', modes: 'both' }
      case 'sport':
        return { activityId, decision: 'agent', modes: 'regular' }
      case 'nursery':
        return { activityId, decision: 'closed', modes: 'both' }
      default:
        return { activityId, decision: 'agent', modes: activity.name.includes('acances') ? 'occasional' : 'both' }
    }
  })
}

const blank = {
  ...{ childId: null, expectedBirth: null, committeeDate: null, points: null, priorityNote: '', rank: null },
  ...{ structureId: null, admittedFrom: null, appliedAt: null, reason: '', decidedAt: null, decidedBy: '' },
  ...{ requestId: null, currentSchool: '', wishedStart: null, weekly: '[]', message: '', version: 1 },
}

const pupils = [
  { firstName: 'Apolline', sex: 'F', level: 'PS', age: 3, status: 'complete', message: 'Son frère est déjà en CP.' },
  { firstName: 'Ismaël', sex: 'M', level: 'PS', age: 3, status: 'complete', message: '' },
  { firstName: 'Joséphine', sex: 'F', level: 'PS', age: 3, status: 'complete', message: '' },
  { firstName: 'Titouan', sex: 'M', level: 'CE1', age: 7, status: 'complete', message: 'Nous déménageons en juillet.' },
  { firstName: 'Maïwenn', sex: 'F', level: 'CP', age: 6, status: 'refused', message: '' },
  { firstName: 'Côme', sex: 'M', level: 'PS', age: 3, status: 'withdrawn', message: '' },
] as const

const babies = [
  { firstName: 'Suzanne', sex: 'F', days: 150, status: 'committee', points: 42, note: 'Deux parents en emploi' },
  { firstName: 'Naël', sex: 'M', days: 260, status: 'waiting', points: 35, note: 'Fratrie accueillie' },
  { firstName: 'Alma', sex: 'F', days: 330, status: 'waiting', points: 28, note: '' },
  { firstName: 'Ulysse', sex: 'M', days: 90, status: 'complete', points: null, note: '' },
  { firstName: '', sex: '', days: -110, status: 'complete', points: null, note: '' },
] as const

/** Six places asked for in a school for the next year, five in a nursery, at every stage of their study. */
export function preEnrolmentsOf(
  catalogue: Catalogue,
  { households }: Population,
  timeline: Timeline,
): PreEnrolmentRow[] {
  const nextYear = schoolYear(`${timeline.schoolYearStart + 1}-${timeline.schoolYearStart + 2}`)
  const schools = catalogue.schools.map(({ structure }) => structure.id)
  const nurseries = catalogue.nurseries.map(({ activity }) => activity.structureId)
  const asking = households.slice(8, 8 + pupils.length + babies.length)
  return asking.map(({ family }, index): PreEnrolmentRow => {
    const submittedAt = at(addDays(timeline.today, -3 - index * 4), '20:15')
    const common = { ...blank, id: index + 1, familyId: family.id, lastName: family.name, submittedAt }
    const decided = { decidedAt: at(addDays(timeline.today, -2), '10:30'), decidedBy: 'Élise Marchand' }
    const pupil = pupils[index]
    if (pupil) {
      const { firstName, sex, level, age, status, message } = pupil
      const wished =
        schools.length === 0 ? [] : [schools[index % schools.length], schools[(index + 1) % schools.length]]
      return {
        ...common,
        ...{ kind: 'school', firstName, sex, status, message, classLevel: level, schoolYear: nextYear },
        birthDate: addDays(schoolYearRange(nextYear).from, -365 * age - 40 - index * 17),
        wishes: JSON.stringify([...new Set(wished)]),
        ...(status === 'complete' ? {} : decided),
        reason: status === 'refused' ? 'L’adresse dépend d’une autre commune.' : '',
      }
    }
    const baby = babies[index - pupils.length] ?? babies[0]
    const { firstName, sex, days, status, points, note } = baby
    return {
      ...common,
      ...{ kind: 'nursery', firstName, sex, status, points, priorityNote: note, classLevel: '', schoolYear: nextYear },
      birthDate: days > 0 ? addDays(timeline.today, -days) : null,
      expectedBirth: days > 0 ? null : addDays(timeline.today, -days),
      wishes: JSON.stringify(nurseries.slice(0, 1)),
      wishedStart: schoolYearRange(nextYear).from,
      weekly: JSON.stringify(
        [1, 2, 4, 5].slice(0, 2 + (index % 3)).map((weekday) => ({ weekday, from: '08:30', to: '17:00' })),
      ),
      committeeDate: status === 'committee' ? addDays(timeline.today, 12) : null,
      rank: status === 'waiting' ? (firstName === 'Naël' ? 1 : 2) : null,
      ...(status === 'waiting' ? decided : {}),
    }
  })
}
