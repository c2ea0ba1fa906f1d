import { useI18n } from 'vue-i18n'
import type { Requirement } from '../../../src-shared/contract/documents'
import type { SentDocument } from '../../../src-shared/contract/portal/documents'
import { useFormat, type IconName } from '../../ui'

type Tone = 'danger' | 'warning' | 'success' | 'info' | 'neutral'
interface Words {
  label: string
  tone: Tone
  icon: IconName
}

const REQUIREMENTS: Record<Requirement['status'], { tone: Tone; icon: IconName }> = {
  missing: { tone: 'danger', icon: 'warning' },
  refused: { tone: 'danger', icon: 'close' },
  expired: { tone: 'danger', icon: 'warning' },
  expiring: { tone: 'warning', icon: 'clock' },
  sent: { tone: 'info', icon: 'clock' },
  valid: { tone: 'success', icon: 'check' },
}
const SENT: Record<SentDocument['status'], { tone: Tone; icon: IconName }> = {
  'on-its-way': { tone: 'info', icon: 'clock' },
  sent: { tone: 'info', icon: 'clock' },
  valid: { tone: 'success', icon: 'check' },
  expired: { tone: 'warning', icon: 'warning' },
  refused: { tone: 'danger', icon: 'close' },
  withdrawn: { tone: 'neutral', icon: 'undo' },
}

/** Papers that call for an act come first, the gravest above. */
const PRESSING: Requirement['status'][] = ['refused', 'expired', 'missing', 'expiring', 'sent', 'valid']
export const byUrgency = (left: Requirement, right: Requirement) =>
  PRESSING.indexOf(left.status) - PRESSING.indexOf(right.status)

/** Where a paper stands, in the words of a parent. */
export function useDocumentWords() {
  const { t } = useI18n()
  const { date } = useFormat()
  return {
    requirement: ({ status }: Requirement): Words => ({
      ...REQUIREMENTS[status],
      label: t(`documents.requirement.${status}`),
    }),
    sent: ({ status }: SentDocument): Words => ({ ...SENT[status], label: t(`documents.sentStatus.${status}`) }),
    /** Until when, or what to do about it. */
    detail: ({ status, validTo, reason, fromOtherFamily, needsValidation }: Requirement): string => {
      if (fromOtherFamily) return t('documents.fromOtherFamily')
      if (status === 'refused') return reason
      if (status === 'sent') return needsValidation ? t('documents.beingChecked') : ''
      if (status === 'valid')
        return validTo ? t('documents.validUntil', { day: date(validTo) }) : t('documents.validForEver')
      if (status === 'missing') return ''
      return validTo ? t(status === 'expired' ? 'documents.endedOn' : 'documents.endsOn', { day: date(validTo) }) : ''
    },
    who: (personName: string): string => (personName === '' ? t('documents.family') : personName),
  }
}
