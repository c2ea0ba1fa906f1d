import type {
  DecisionResult,
  RequestCell,
  RequestDetail,
  RequestSection,
} from '../../../src-shared/contract/staff/requests'
import type { RequestStatus } from '../../../src-shared/contract/requests'
import { formatInstant, formatTime, formatWeekday, formatShortDate } from '../../../src-shared/format/date'
import { formatEuros } from '../../../src-shared/format/money'
import { plural } from '../../../src-shared/format/text'
import { epochOf, parisDate, parisTime, type Instant } from '../../../src-shared/kernel/instant'
import { addDays } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import { BOOKING_DISPLAY, signOf, type SignPart } from '../../../src-shared/rules/booking-display'
import type { ShownState } from '../../../src-shared/rules/booking-state'
import type { IconName } from '../../ui'
import { ACTION_LABELS, STATUS_WORDS } from './kinds'

const HOUR = 60
const DAY = 24 * HOUR

/** How long something has waited: '40 min', '8 h', then in working days: '5 j'. */
export function ageText(since: Instant, now: Instant, workingDays: number): string {
  const minutes = Math.max(0, Math.floor((epochOf(now) - epochOf(since)) / 60_000))
  if (minutes < HOUR) return `${minutes}\u00A0min`
  if (minutes < 2 * DAY && workingDays < 2) return `${Math.floor(minutes / HOUR)}\u00A0h`
  return `${Math.max(1, workingDays)}\u00A0j`
}

/** '3 jours ouvrés' */
export const workingDaysText = (days: number) => `${plural(days, 'jour ouvré', 'jours ouvrés')}`

/** Past three working days, a request has waited too long. */
export const isOld = (workingDays: number) => workingDays >= 3

/** 'aujourd’hui à 9 h 41', 'hier à 22 h 41', 'mardi 8 décembre à 9 h 41'. */
export function whenText(moment: Instant, now: Instant): string {
  const day = parisDate(moment)
  const time = formatTime(parisTime(moment))
  if (day === parisDate(now)) return `aujourd’hui à ${time}`
  if (day === addDays(parisDate(now), -1)) return `hier à ${time}`
  return `le ${formatInstant(moment)}`
}

/** '7 ans', '18 mois': in months before two years. */
export const childAge = (months: number) =>
  months < 24 ? `${months}\u00A0mois` : plural(Math.floor(months / 12), 'an', 'ans')

const ORIGINS = { portal: 'portail', 'hosted-portal': 'portail', counter: 'guichet' }

/** 'Aminata Diallo, portail, hier à 22 h 41, dans les délais'. */
export function sentText(request: RequestDetail, now: Instant): string {
  const timing = request.kind !== 'booking' ? '' : request.isLate ? ', hors délai' : ', dans les délais'
  return `${request.authorName}, ${ORIGINS[request.origin]}, ${whenText(request.submittedAt, now)}${timing}`
}

export function sectionTitle({ action, childName, activityName, slotName }: RequestSection): string {
  return `${ACTION_LABELS[action]}\u00A0: ${childName}, ${activityName}, ${slotName.toLocaleLowerCase('fr')}`
}

export const dayText = ({ date }: RequestCell) => `${formatWeekday(date).slice(0, 3)}. ${formatShortDate(date)}`

export interface Mark {
  sign: readonly SignPart[]
  cssClass: string
  label: string
}

const markOf = (state: ShownState, rank?: number): Mark => ({
  sign: signOf(state, rank),
  cssClass: BOOKING_DISPLAY[state].cssClass,
  label: BOOKING_DISPLAY[state].label,
})

export const beforeMark = (cell: RequestCell): Mark => markOf(cell.before ?? 'available')

/** What the day becomes if it is accepted, or became. */
export function afterMark(cell: RequestCell, action: RequestSection['action']): Mark {
  if (cell.outcome === 'unchanged') return beforeMark(cell)
  return cell.outcome === 'refused' ? refusedMark(cell, action) : markOf(cell.outcome, cell.rank)
}

/** What is left when the answer is no: the booking stays, and an absence that is not excused is billed. */
export function refusedMark(cell: RequestCell, action: RequestSection['action']): Mark {
  if (action === 'book') return markOf('refused')
  return action === 'cancel' ? beforeMark(cell) : markOf('absent-billed')
}

export function placesText({ places }: RequestCell): string {
  if (places === null) return 'fermé'
  const { before, after, capacity } = places
  const moved = before === after ? String(after) : `${before} → ${after}`
  return capacity === null ? moved : `${moved} / ${capacity}`
}

/** '4 × 9,60 €' when every day costs the same. */
export function unitText(section: RequestSection): string {
  const priced = section.cells.filter(({ amountCents, outcome }) => amountCents !== null && outcome !== 'waiting')
  const [first] = priced
  if (!first || first.amountCents === null || priced.length < 2) return ''
  if (priced.some(({ amountCents }) => amountCents !== first.amountCents)) return ''
  return `${priced.length} × ${formatEuros(cents(first.amountCents))}`
}

export interface EffectLine {
  icon: IconName
  text: string
}

type Effect = RequestDetail['effect']

export function sumEffects(effects: readonly Effect[]): Effect {
  const total = { booked: 0, cancelled: 0, excused: 0, waiting: 0, refused: 0, amountCents: 0 }
  for (const effect of effects) {
    for (const key of Object.keys(total) as (keyof Effect)[]) total[key] += effect[key]
  }
  return total
}

/** What an acceptance does, line by line. */
export function effectLines(effect: Effect): EffectLine[] {
  const { booked, cancelled, excused, waiting, refused, amountCents } = effect
  const price = amountCents > 0 ? `, ${formatEuros(cents(amountCents))}` : ''
  return [
    ...line(booked, 'calendar', `Réserve ${plural(booked, 'jour', 'jours')}${price}`),
    ...line(
      cancelled,
      'undo',
      `Annule ${plural(cancelled, 'jour', 'jours')} sans frais et libère ${cancelled > 1 ? 'les places' : 'la place'}`,
    ),
    ...line(
      excused,
      'user',
      `Excuse ${plural(excused, 'absence', 'absences')}, non ${excused > 1 ? 'facturées' : 'facturée'}`,
    ),
    ...line(waiting, 'clock', `Laisse ${plural(waiting, 'jour', 'jours')} en liste d’attente`),
    ...line(refused, 'warning', `Ne peut plus accepter ${plural(refused, 'jour', 'jours')}`),
  ]
}

function line(count: number, icon: IconName, text: string): EffectLine[] {
  return count > 0 ? [{ icon, text }] : []
}

const PLURAL_STATUSES: Partial<Record<RequestStatus, string>> = {
  accepted: 'acceptées',
  refused: 'refusées',
  'needs-more': 'renvoyées à la famille',
}

/** 'Tessier : acceptée', 'Demande acceptée de 3 familles'. */
export function doneText(results: readonly DecisionResult[]): string {
  const done = results.filter((one) => one.done !== null)
  const statuses = [...new Set(done.map((one) => one.done?.status ?? 'accepted'))]
  const families = [...new Set(done.map(({ familyName }) => familyName))]
  const [only] = families
  const [status = 'accepted'] = statuses
  const word = statuses.length === 1 ? STATUS_WORDS[status].toLocaleLowerCase('fr') : 'décidée'
  if (families.length === 1 && done.length === 1) return `${only}\u00A0: ${word}`
  const plurals = (statuses.length === 1 ? PLURAL_STATUSES[status] : undefined) ?? 'décidées'
  const what = plural(done.length, 'demande', 'demandes')
  return families.length === 1
    ? `${only}\u00A0: ${what} ${plurals}`
    : `${what} ${plurals}, ${plural(families.length, 'famille', 'familles')}`
}

/** 'Refusée par Karim Ould, aujourd’hui à 9 h 41. Motif : complet.'. */
export function decisionText({ status, decidedBy, decidedAt, reason }: RequestDetail, now: Instant): string {
  if (decidedAt === null) return ''
  const by = status === 'withdrawn' ? '' : decidedBy === '' ? ' par une règle' : ` par ${decidedBy}`
  const why = reason === '' ? '' : ` Motif\u00A0: ${reason}`
  return `${STATUS_WORDS[status]}${by}, ${whenText(decidedAt, now)}.${why}`
}
