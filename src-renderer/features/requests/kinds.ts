import { requestTopicLabels, type RequestKind, type RequestStatus } from '../../../src-shared/contract/requests'
import type { InboxRequest } from '../../../src-shared/contract/staff/requests'
import type { OperationInput } from '../../api'
import type { IconName } from '../../ui'

/** How requests of every kind are named and drawn in the inbox. */

const KIND_LABELS: Record<RequestKind, string> = {
  booking: 'Réservation',
  file: 'Fiche famille',
  document: 'Document',
  enrolment: 'Inscription',
  'school-enrolment': 'Préinscription scolaire',
  'nursery-enrolment': 'Préinscription petite enfance',
  'yearly-file': 'Dossier annuel',
  registration: 'Création de compte',
}

const KIND_ICONS: Record<RequestKind, IconName> = {
  booking: 'calendar',
  file: 'user',
  document: 'file',
  enrolment: 'plus',
  'school-enrolment': 'town',
  'nursery-enrolment': 'child',
  'yearly-file': 'clipboard',
  registration: 'key',
}

const ACTION_ICONS: Record<NonNullable<InboxRequest['action']>, IconName> = {
  book: 'calendar',
  cancel: 'undo',
  'declare-absence': 'user',
}

export const ACTION_LABELS: Record<NonNullable<InboxRequest['action']>, string> = {
  book: 'Réservation',
  cancel: 'Annulation',
  'declare-absence': 'Absence',
}

const TOPIC_ICONS: Partial<Record<InboxRequest['topic'], IconName>> = {
  tax: 'euro',
  caf: 'wallet',
  bank: 'bank',
  children: 'child',
}

type Named = Pick<InboxRequest, 'kind' | 'topic'> & { action?: InboxRequest['action'] }

export const iconOf = ({ kind, topic, action }: Named): IconName =>
  action ? ACTION_ICONS[action] : kind === 'file' ? (TOPIC_ICONS[topic] ?? KIND_ICONS.file) : KIND_ICONS[kind]

export const kindLabel = ({ kind, topic, action }: Named): string =>
  action ? ACTION_LABELS[action] : kind === 'file' ? requestTopicLabels[topic] : KIND_LABELS[kind]

export const STATUS_WORDS: Record<RequestStatus, string> = {
  pending: 'À décider',
  'needs-more': 'Complément demandé',
  accepted: 'Acceptée',
  'partly-accepted': 'Acceptée en partie',
  refused: 'Refusée',
  withdrawn: 'Retirée par la famille',
}

export const STATUS_TONES = {
  pending: 'warning',
  'needs-more': 'info',
  accepted: 'success',
  'partly-accepted': 'warning',
  refused: 'danger',
  withdrawn: 'neutral',
} as const satisfies Record<RequestStatus, string>

type ListInput = OperationInput<'requests.list'>
type Subject = Required<Pick<ListInput, 'kind' | 'topic' | 'type'>>

/** One choice of the « Type » menu: what it asks of the list. */
export interface SubjectChoice {
  key: string
  label: string
  short: string
  /** A rule above, where a family of choices begins. */
  separated?: boolean
  input: Subject
}

const anything: Subject = { kind: null, topic: null, type: null }
const booking = (type: NonNullable<Subject['type']>, label: string, separated = false): SubjectChoice => {
  return { key: type, label, short: label, separated, input: { ...anything, kind: 'booking', type } }
}
const file = (topic: NonNullable<Subject['topic']>, separated = false): SubjectChoice => {
  const label = requestTopicLabels[topic]
  return { key: `file-${topic}`, label, short: label, separated, input: { ...anything, kind: 'file', topic } }
}
const whole = (kind: RequestKind, label: string, short = label, separated = false): SubjectChoice => {
  return { key: kind, label, short, separated, input: { ...anything, kind } }
}

export const SUBJECT_CHOICES: readonly SubjectChoice[] = [
  { key: 'all', label: 'Tous les types', short: 'Type', input: anything },
  booking('book', 'Réservations', true),
  booking('cancel', 'Annulations'),
  booking('declare-absence', 'Absences'),
  booking('waiting', 'Avec liste d’attente'),
  whole('file', 'Toutes les modifications de fiche', 'Fiche', true),
  file('guardian'),
  file('spouse'),
  file('tax'),
  file('caf'),
  file('bank'),
  file('children'),
  whole('document', 'Documents', 'Documents', true),
  whole('enrolment', 'Inscriptions aux activités', 'Inscriptions'),
  whole('school-enrolment', 'Préinscriptions scolaires', 'École'),
  whole('nursery-enrolment', 'Préinscriptions petite enfance', 'Petite enfance'),
  whole('yearly-file', 'Dossiers annuels', 'Dossiers'),
  whole('registration', 'Créations de compte', 'Comptes'),
]
