import { formatDateOfYear, formatInstant } from '../format/date'
import { formatEuros } from '../format/money'
import { joinFrench, plural } from '../format/text'
import type { Instant } from '../kernel/instant'
import { type LocalDate, ageInMonths } from '../kernel/local-date'
import type { Cents } from '../kernel/money'

export type EligibilityChild = {
  readonly birthDate: LocalDate
  readonly schoolId: number | null
  /** '' before school. */
  readonly classLevel: string
  readonly isResident: boolean
}

/** What an activity asks; an empty list or null asks nothing. */
export type EligibilityActivity = {
  readonly minAgeMonths: number | null
  /** The last age received, in months completed: 143 = until the day before 12 years. */
  readonly maxAgeMonths: number | null
  readonly schoolIds?: readonly number[]
  readonly schoolNames?: readonly string[]
  readonly classLevels?: readonly string[]
  readonly residentsOnly: boolean
  readonly bookingOpensAt?: Instant | null
}

export type EligibilityFacts = {
  readonly now: Instant
  /** The enrolment that would pay, or null when the child has none in this activity. */
  readonly enrolment: { readonly startDate: LocalDate; readonly endDate: LocalDate | null } | null
  /** French names of the required documents that are not valid on the date. */
  readonly missingDocuments?: readonly string[]
  /** French names of the rules whose present version the family has not accepted. */
  readonly missingConsents?: readonly string[]
  /** The town opens bookings only to families whose file (DIU) is complete, and this one is not. */
  readonly isFileIncomplete?: boolean
  /** Unpaid and overdue. */
  readonly debtCents?: Cents
  /** Null: debts never block. Above it they do, unless the family is exempted. */
  readonly debtThresholdCents?: Cents | null
  readonly isDebtExempted?: boolean
}

/** Why a slot that is open and free may not be booked for this child; each carries what its sentence needs. */
export type BlockReason =
  | { readonly code: 'age-too-young'; readonly minAgeMonths: number }
  | { readonly code: 'age-too-old'; readonly maxAgeMonths: number }
  | { readonly code: 'school'; readonly schoolNames: readonly string[] }
  | { readonly code: 'class-level'; readonly classLevels: readonly string[] }
  | { readonly code: 'residence' }
  | { readonly code: 'enrolment-missing' }
  | { readonly code: 'enrolment-not-started'; readonly startDate: LocalDate }
  | { readonly code: 'enrolment-ended'; readonly endDate: LocalDate }
  | { readonly code: 'window-not-open'; readonly opensAt: Instant }
  | { readonly code: 'file-incomplete' }
  | { readonly code: 'document-missing'; readonly documents: readonly string[] }
  | { readonly code: 'consent-missing'; readonly consents: readonly string[] }
  | { readonly code: 'debt'; readonly debtCents: Cents; readonly thresholdCents: Cents }

export type BlockCode = BlockReason['code']

/** Every rule that stops, not the first one: a parent who puts one thing right must not discover the next (rule 6). */
export function eligibilityBlocks(
  child: EligibilityChild,
  activity: EligibilityActivity,
  date: LocalDate,
  facts: EligibilityFacts,
): BlockReason[] {
  return [
    ...ageBlocks(child, activity, date),
    ...placeBlocks(child, activity),
    ...enrolmentBlocks(facts, date),
    ...windowBlocks(activity, facts.now),
    ...fileBlocks(facts),
  ]
}

function ageBlocks(child: EligibilityChild, activity: EligibilityActivity, date: LocalDate): BlockReason[] {
  const months = ageInMonths(child.birthDate, date)
  const { minAgeMonths, maxAgeMonths } = activity
  if (minAgeMonths !== null && months < minAgeMonths) return [{ code: 'age-too-young', minAgeMonths }]
  if (maxAgeMonths !== null && months > maxAgeMonths) return [{ code: 'age-too-old', maxAgeMonths }]
  return []
}

function placeBlocks(child: EligibilityChild, activity: EligibilityActivity): BlockReason[] {
  const blocks: BlockReason[] = []
  const schoolIds = activity.schoolIds ?? []
  if (schoolIds.length > 0 && (child.schoolId === null || !schoolIds.includes(child.schoolId))) {
    blocks.push({ code: 'school', schoolNames: activity.schoolNames ?? [] })
  }
  const classLevels = activity.classLevels ?? []
  if (classLevels.length > 0 && !classLevels.includes(child.classLevel))
    blocks.push({ code: 'class-level', classLevels })
  if (activity.residentsOnly && !child.isResident) blocks.push({ code: 'residence' })
  return blocks
}

function enrolmentBlocks({ enrolment }: EligibilityFacts, date: LocalDate): BlockReason[] {
  if (enrolment === null) return [{ code: 'enrolment-missing' }]
  const { startDate, endDate } = enrolment
  if (date < startDate) return [{ code: 'enrolment-not-started', startDate }]
  if (endDate !== null && date > endDate) return [{ code: 'enrolment-ended', endDate }]
  return []
}

function windowBlocks({ bookingOpensAt }: EligibilityActivity, now: Instant): BlockReason[] {
  if (bookingOpensAt === undefined || bookingOpensAt === null || now >= bookingOpensAt) return []
  return [{ code: 'window-not-open', opensAt: bookingOpensAt }]
}

function fileBlocks(facts: EligibilityFacts): BlockReason[] {
  const blocks: BlockReason[] = []
  if (facts.isFileIncomplete === true) blocks.push({ code: 'file-incomplete' })
  const documents = facts.missingDocuments ?? []
  if (documents.length > 0) blocks.push({ code: 'document-missing', documents })
  const consents = facts.missingConsents ?? []
  if (consents.length > 0) blocks.push({ code: 'consent-missing', consents })
  const { debtCents, debtThresholdCents: thresholdCents } = facts
  const isOverThreshold =
    debtCents !== undefined && thresholdCents !== undefined && thresholdCents !== null && debtCents > thresholdCents
  if (isOverThreshold && facts.isDebtExempted !== true) blocks.push({ code: 'debt', debtCents, thresholdCents })
  return blocks
}

/** Which rule stops, and what to do about it, in two French sentences. */
export function describeBlock(reason: BlockReason): { rule: string; whatToDo: string } {
  switch (reason.code) {
    case 'age-too-young':
      return {
        rule: `L’activité reçoit les enfants à partir de ${describeAge(reason.minAgeMonths)}.`,
        whatToDo: 'Choisissez une activité pour son âge, ou une date après cet anniversaire.',
      }
    case 'age-too-old':
      return {
        rule: `L’activité reçoit les enfants de moins de ${describeAge(reason.maxAgeMonths + 1)}.`,
        whatToDo: 'Choisissez une activité pour son âge.',
      }
    case 'school':
      return {
        rule: `L’activité est réservée à d’autres écoles${inBrackets(reason.schoolNames)}.`,
        whatToDo: 'Si votre enfant a changé d’école, signalez-le depuis sa fiche.',
      }
    case 'class-level':
      return {
        rule: `L’activité est réservée à d’autres classes${inBrackets(reason.classLevels)}.`,
        whatToDo: 'Si votre enfant a changé de classe, signalez-le depuis sa fiche.',
      }
    case 'residence':
      return {
        rule: 'L’activité est réservée aux habitants de la commune.',
        whatToDo: 'Si vous avez emménagé dans la commune, demandez le changement d’adresse.',
      }
    case 'window-not-open':
      return {
        rule: 'Les réservations ne sont pas encore ouvertes.',
        whatToDo: `Revenez à partir du ${formatInstant(reason.opensAt)}.`,
      }
    case 'debt':
      return {
        rule: `Il reste ${formatEuros(reason.debtCents)} à régler, au-delà de la limite de ${formatEuros(reason.thresholdCents)}.`,
        whatToDo: 'Réglez vos factures en retard, ou contactez le service pour convenir d’un échéancier.',
      }
    default:
      return describeFileBlock(reason)
  }
}

type FileBlock = Extract<BlockReason, { code: `enrolment-${string}` | 'file-incomplete' | `${string}-missing` }>

function describeFileBlock(reason: FileBlock): { rule: string; whatToDo: string } {
  switch (reason.code) {
    case 'enrolment-missing':
      return {
        rule: 'Votre enfant n’est pas inscrit à cette activité.',
        whatToDo: 'Demandez son inscription, puis réservez.',
      }
    case 'enrolment-not-started':
      return {
        rule: `L’inscription ne commence que le ${formatDateOfYear(reason.startDate)}.`,
        whatToDo: 'Choisissez une date à partir de ce jour.',
      }
    case 'enrolment-ended':
      return {
        rule: `L’inscription a pris fin le ${formatDateOfYear(reason.endDate)}.`,
        whatToDo: 'Demandez une nouvelle inscription.',
      }
    case 'file-incomplete':
      return {
        rule: 'Le dossier d’inscription unique n’est pas complet.',
        whatToDo: 'Complétez votre dossier\u00A0: les réservations s’ouvriront aussitôt.',
      }
    case 'document-missing':
      return {
        rule: `Il manque ${missing(reason.documents, 'pièce', 'pièces')}.`,
        whatToDo: reason.documents.length > 1 ? 'Envoyez ces pièces.' : 'Envoyez cette pièce.',
      }
    case 'consent-missing':
      return {
        rule: `Il manque votre accord\u00A0: ${joinFrench(reason.consents)}.`,
        whatToDo: 'Lisez et acceptez la version en vigueur.',
      }
  }
}

function missing(names: readonly string[], singular: string, several: string): string {
  return `${plural(names.length, singular, several)}\u00A0: ${joinFrench(names)}`
}

function inBrackets(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (${joinFrench(names, 'ou')})`
}

/** '3 ans', '2 ans et 6 mois', '10 mois'. */
function describeAge(months: number): string {
  const years = Math.floor(months / 12)
  const rest = months - years * 12
  const inMonths = `${rest}\u00A0mois`
  if (years === 0) return inMonths
  const inYears = plural(years, 'an', 'ans')
  return rest === 0 ? inYears : `${inYears} et ${inMonths}`
}
