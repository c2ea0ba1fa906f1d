import { formatDateOfYear } from '../../../src-shared/format/date'
import { formatPhone } from '../../../src-shared/format/phone'
import { refuse } from '../../../src-shared/errors'
import { ageInMonths, type LocalDate } from '../../../src-shared/kernel/local-date'
import { schoolYearOf } from '../../../src-shared/kernel/school-year'
import { dietLabel } from '../../../src-shared/labels/child'
import { diseaseLabels } from '../../../src-shared/labels/disease'
import type { Child } from '../../../src-shared/contract/staff/children'
import type { Health } from '../../../src-shared/contract/staff/health'
import type { VaccinationStatus } from '../../../src-shared/rules/vaccination'
import type { Ctx } from '../../kernel/context'
import type { HealthSheetContact, HealthSheetDocument, HealthSheetVaccine } from '../../print/health-sheet-types'
import { familyHeader } from '../families'
import { readTown } from '../organisation'
import { readHealth } from './health'
import { readPhoto } from './photo'
import { readChild } from './service'
import { adultsOf, type AdultRow } from './store'

const boosterFromMonths = 60

/**
 * The health sheet of a child as one of its families fills it: its own adults and the people it named, what is known of health.
 * Refuses `record.not-found` for a child of another family. The caller leaves the trace.
 */
export async function healthSheetDocument(ctx: Ctx, childId: number, familyId: number): Promise<HealthSheetDocument> {
  const child = await readChild(ctx, childId)
  if (!child.families.some(({ id }) => id === familyId)) refuse('record.not-found')
  const health = await readHealth(ctx, childId)
  const family = await familyHeader(ctx, familyId)
  const adults = await adultsOf(ctx, familyId)
  const town = await readTown(ctx)
  const photo = await readPhoto(ctx, childId)
  return {
    town: {
      ...{ name: town.name, addressLines: [], paymentHints: [], department: 'Enfance, éducation et jeunesse' },
      ...(town.accentColour ? { color: town.accentColour } : {}),
    },
    schoolYear: schoolYearOf(ctx.today).replace('-', '–'),
    printedOn: ctx.today,
    child: {
      ...{ firstName: child.firstName, lastName: child.lastName, birthDate: child.birthDate, sex: child.sex },
      schoolText: [child.classLevel, child.schoolName].filter((part) => part !== '').join(', '),
      addressText: family.addressLines.join(', '),
      mealText: mealText(child, health),
      imageText: imageText(child),
      ...(photo ? { photo: photo.body } : {}),
    },
    contacts: contactsOf(child, familyId, adults),
    vaccines: {
      cohortText: cohortText(health.vaccination),
      rows: (health.vaccination?.diseases ?? []).map((row) => vaccineRow(row, child.birthDate)),
      seenText: seenText(health),
    },
    allergies: health.allergies.map(({ kind, label, instruction, severity }) => ({
      ...{ kind, instruction },
      label: severity === 'severe' ? `${label} (grave)` : label,
    })),
    carePlans: health.carePlans
      .filter(({ validTo }) => validTo >= ctx.today)
      .map(({ instruction, validFrom, validTo, kitPlace }) => ({
        instruction,
        text: carePlanText(validFrom, validTo, kitPlace),
      })),
    treatments: health.treatments
      .filter(({ validTo }) => validTo === null || validTo >= ctx.today)
      .map(({ name, dose, schedule }) => [name, dose, schedule].filter((part) => part !== '').join(', ')),
    precautions: health.notes,
    ...{ needs: child.needs, needsNote: child.needsNote },
    ...{ doctor: health.doctor, doctorPhone: formatPhone(health.doctorPhone) },
    insuranceText: insuranceText(health),
    guardians: adults.map(({ firstName, lastName }) => `${firstName} ${lastName}`),
  }
}

function mealText({ diet }: Child, { allergies, carePlans }: Health): string {
  const food = allergies.filter(({ kind }) => kind === 'food').map(({ label }) => `sans ${label.toLowerCase()}`)
  const plan = carePlans.some(({ onMeals }) => onMeals) ? ' (PAI)' : ''
  return `${[diet === '' ? 'standard' : dietLabel(diet), ...food].join(', ')}${plan}`
}

function imageText({ authorisations }: Child): string {
  const image = authorisations.find(({ kind }) => kind === 'image')
  if (!image) return ''
  return image.granted ? 'accordé' : 'refusé'
}

const relationWords: Record<string, [string, string]> = {
  mother: ['mère', 'mère'],
  father: ['père', 'père'],
  'legal-guardian': ['tutrice', 'tuteur'],
  'step-parent': ['belle-mère', 'beau-père'],
  grandparent: ['grand-mère', 'grand-père'],
}

function relationOf({ quality, civility }: AdultRow): string {
  const words = relationWords[quality]
  if (!words) return civility === 'M' ? 'responsable légal' : 'responsable légale'
  return civility === 'M' ? words[1] : words[0]
}

function contactsOf(child: Child, familyId: number, adults: readonly AdultRow[]): HealthSheetContact[] {
  const named = child.contacts.filter((contact) => contact.familyId === familyId && !contact.forbidden)
  return [
    ...adults.map((adult) => ({
      name: `${adult.firstName} ${adult.lastName}`,
      relationship: relationOf(adult),
      ...{ mobile: formatPhone(adult.mobile), home: formatPhone(adult.phone), work: formatPhone(adult.workPhone) },
      mayCollect: true,
    })),
    ...named.map(({ fullName, relationship, phone, mayCollect }) => ({
      ...{ name: fullName, relationship: relationship.toLowerCase(), mobile: formatPhone(phone) },
      ...{ home: '', work: '', mayCollect },
    })),
  ]
}

const cohortTexts = {
  'before-2018': 'enfant né avant 2018\u00a0: 3 vaccins',
  'from-2018': 'enfant né depuis le 1er janvier 2018\u00a0: 11 vaccins',
  'from-2023-07': 'enfant né depuis juillet 2023\u00a0: 12 vaccins',
} as const

const cohortText = (status: VaccinationStatus | null) => (status ? cohortTexts[status.cohort] : '')

function vaccineRow(row: VaccinationStatus['diseases'][number], birthDate: LocalDate | null): HealthSheetVaccine {
  const isBooster = (date: LocalDate) => birthDate !== null && ageInMonths(birthDate, date) >= boosterFromMonths
  return {
    label: diseaseLabels[row.disease],
    dates: row.dates.filter((date) => !isBooster(date)),
    booster: row.dates.findLast(isBooster) ?? null,
    // a dose whose age has not come is not missing
    isComplete: row.state === 'complete' || (row.state === 'on-time' && row.dates.length > 0),
  }
}

function seenText({ vaccinesSeenOn, vaccinesSeenBy }: Health): string {
  if (vaccinesSeenOn === null) return 'Joindre la copie des pages de vaccination du carnet de santé.'
  return `Carnet de santé vu le ${formatDateOfYear(vaccinesSeenOn)} par ${vaccinesSeenBy}.`
}

function carePlanText(from: LocalDate, to: LocalDate, kitPlace: string): string {
  const kit = kitPlace === '' ? '' : ` Trousse\u00a0: ${kitPlace.charAt(0).toLowerCase()}${kitPlace.slice(1)}.`
  return `Valable du ${formatDateOfYear(from)} au ${formatDateOfYear(to)}.${kit}`
}

function insuranceText({ insurer, insuranceNumber, insuranceValidTo }: Health): string {
  const until = insuranceValidTo === null ? '' : `jusqu’au ${formatDateOfYear(insuranceValidTo)}`
  const number = insuranceNumber === '' ? '' : `contrat ${insuranceNumber}`
  return [insurer, number, until].filter((part) => part !== '').join(', ')
}
