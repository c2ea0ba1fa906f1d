import type { ConsentResult, DocumentValidity, RequirementStatus } from '../../../src-shared/contract/documents'
import type { DocumentRow } from '../../../src-shared/contract/staff/documents'
import { formatDate } from '../../../src-shared/format/date'
import type { LocalDate } from '../../../src-shared/kernel/local-date'

type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger' | 'info'
interface Words {
  label: string
  tone: Tone
}

export const documentWords: Record<DocumentRow['status'], Words> = {
  sent: { label: 'À vérifier', tone: 'warning' },
  valid: { label: 'Valable', tone: 'success' },
  expired: { label: 'Périmé', tone: 'danger' },
  refused: { label: 'Refusé', tone: 'danger' },
  withdrawn: { label: 'Retiré', tone: 'neutral' },
}

export const requirementWords: Record<RequirementStatus, Words> = {
  missing: { label: 'Manque', tone: 'danger' },
  sent: { label: 'À vérifier', tone: 'warning' },
  valid: { label: 'Valable', tone: 'success' },
  expiring: { label: 'Finit bientôt', tone: 'warning' },
  expired: { label: 'Périmé', tone: 'danger' },
  refused: { label: 'Refusé', tone: 'danger' },
}

export const consentWords: Record<ConsentResult, Words> = {
  given: { label: 'Oui', tone: 'success' },
  refused: { label: 'Non', tone: 'danger' },
  incomplete: { label: 'Un accord manque', tone: 'warning' },
  unanswered: { label: 'Sans réponse', tone: 'neutral' },
}

export const whoseWords = { family: 'La famille', guardian: 'Chaque responsable', child: 'Chaque enfant' } as const
export const demandWords = {
  always: 'Toutes les familles',
  activities: 'Selon l’activité',
  optional: 'Facultative',
} as const

/** 'Un an', '6 mois', 'Jusqu’au 31/08/2027'. */
export function validityWords(validity: DocumentValidity): string {
  switch (validity.kind) {
    case 'months':
      return validity.months === 12 ? 'Un an' : `${validity.months}\u00A0mois`
    case 'until':
      return `Jusqu’au ${formatDate(validity.date)}`
    case 'school-year':
      return 'L’année scolaire'
    case 'forever':
      return 'Sans limite'
  }
}

export const untilWords = (to: LocalDate | null): string => (to === null ? 'sans limite' : formatDate(to))

export const uploadAddress = (id: string) => `/files/uploads/${id}`
