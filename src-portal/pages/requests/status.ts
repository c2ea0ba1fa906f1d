import type { MyRequest } from '../../../src-shared/contract/portal/requests'
import type { IconName } from '../../ui'

type Tone = 'neutral' | 'info' | 'warning' | 'danger' | 'success'

/** How the answer to a request is shown; its words are `requests.status.<status>`. */
export const STATUS_LOOK: Record<MyRequest['status'], { tone: Tone; icon: IconName }> = {
  sent: { tone: 'info', icon: 'upload' },
  pending: { tone: 'warning', icon: 'clock' },
  'needs-more': { tone: 'danger', icon: 'message' },
  accepted: { tone: 'success', icon: 'check' },
  'partly-accepted': { tone: 'info', icon: 'info' },
  refused: { tone: 'danger', icon: 'close' },
  withdrawn: { tone: 'neutral', icon: 'undo' },
}

/** No answer yet: what the badge counts. */
export const isOpen = ({ status }: Pick<MyRequest, 'status'>) =>
  status === 'pending' || status === 'sent' || status === 'needs-more'

/** What the office wants to know, when it waits for the family. */
export const questionOf = ({ status, exchanges }: Pick<MyRequest, 'status' | 'exchanges'>): string =>
  status === 'needs-more' ? (exchanges.at(-1)?.question ?? '') : ''
