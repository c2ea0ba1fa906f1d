import type { MyRequest } from '../../../src-shared/contract/portal/requests'
import type { IconName } from '../../ui'

type Tone = 'neutral' | 'info' | 'warning' | 'danger' | 'success'

/** How the answer to a request is shown; its words are `requests.status.<status>`. */
export const STATUS_LOOK: Record<MyRequest['status'], { tone: Tone; icon: IconName }> = {
  sent: { tone: 'info', icon: 'upload' },
  pending: { tone: 'warning', icon: 'clock' },
  accepted: { tone: 'success', icon: 'check' },
  'partly-accepted': { tone: 'info', icon: 'info' },
  refused: { tone: 'danger', icon: 'close' },
  withdrawn: { tone: 'neutral', icon: 'undo' },
}

export const canWithdraw = ({ status }: Pick<MyRequest, 'status'>) => status === 'pending' || status === 'sent'
