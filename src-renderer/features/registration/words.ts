import type { PreEnrolmentStatus } from '../../../src-shared/contract/registration'
import type { FileLine, PreEnrolment } from '../../../src-shared/contract/staff/registration'
import { formatDate, formatTime, WEEKDAYS } from '../../../src-shared/format/date'
import type { IconName } from '../../ui/icons/paths'

type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger' | 'info'
export interface Standing {
  label: string
  tone: Tone
  icon: IconName
}

export const statusWords: Record<PreEnrolmentStatus, Standing> = {
  complete: { label: 'À étudier', tone: 'info', icon: 'list' },
  committee: { label: 'Commission', tone: 'accent', icon: 'calendar' },
  waiting: { label: 'Liste d’attente', tone: 'warning', icon: 'clock' },
  admitted: { label: 'Admis', tone: 'success', icon: 'check' },
  refused: { label: 'Refusé', tone: 'danger', icon: 'close' },
  withdrawn: { label: 'Retiré', tone: 'neutral', icon: 'undo' },
}

export function fileStanding({ complete, exempted, submittedAt, sentAt }: FileLine): Standing {
  if (complete) return { label: 'Complet', tone: 'success', icon: 'check' }
  if (exempted) return { label: 'Dispensé', tone: 'info', icon: 'shield' }
  if (submittedAt !== null) return { label: 'Envoyé, incomplet', tone: 'warning', icon: 'warning' }
  return sentAt === null
    ? { label: 'Pas demandé', tone: 'neutral', icon: 'mail' }
    : { label: 'En cours', tone: 'warning', icon: 'clock' }
}

type Named = Pick<PreEnrolment, 'firstName' | 'lastName'>
export const childName = ({ firstName, lastName }: Named): string =>
  firstName === '' ? `Enfant ${lastName}` : `${firstName} ${lastName}`

export function birthWords({ birthDate, expectedBirth }: Pick<PreEnrolment, 'birthDate' | 'expectedBirth'>): string {
  if (birthDate !== null) return formatDate(birthDate)
  return expectedBirth === null ? '' : `attendu le ${formatDate(expectedBirth)}`
}

/** « lun. 8 h 00–17 h 00 », in the order of the week. */
export function weekWords(weekly: PreEnrolment['weekly']): string[] {
  return weekly
    .toSorted((left, right) => left.weekday - right.weekday)
    .map(({ weekday, from, to }) => `${WEEKDAYS[weekday - 1] ?? ''} ${formatTime(from)}–${formatTime(to)}`)
}

export const modeLabels = { both: 'Régulière ou occasionnelle', regular: 'Régulière', occasional: 'Occasionnelle' }
export const decisionLabels = { agent: 'Un agent décide', automatic: 'Acceptée aussitôt', closed: 'Pas sur le portail' }
