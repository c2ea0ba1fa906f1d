import { plural } from '../../../src-shared/format/text'
import { epochOf, type Instant } from '../../../src-shared/kernel/instant'
import type { ExchangeState } from '../../stores/shell'

export const statusWords: Record<ExchangeState['status'], string> = {
  ok: 'À jour',
  waiting: 'Copie en cours',
  late: 'Silencieux',
  refused: 'Échange interrompu',
}

export const statusTones = { ok: 'success', waiting: 'info', late: 'warning', refused: 'danger' } as const

/** « à l’instant », « il y a 3 minutes »… An exchange is a matter of seconds: past a day, the date says more. */
export function agoWords(moment: Instant, now: Instant): string | null {
  const seconds = Math.max(0, Math.round((epochOf(now) - epochOf(moment)) / 1000))
  if (seconds < 60) return 'à l’instant'
  if (seconds < 3600) return `il y a ${plural(Math.floor(seconds / 60), 'minute', 'minutes')}`
  if (seconds < 24 * 3600) return `il y a ${plural(Math.floor(seconds / 3600), 'heure', 'heures')}`
  return null
}

/** Time left of a code, as a clock shows it. */
export function leftWords(expiresAt: Instant, now: Instant): string | null {
  const seconds = Math.ceil((epochOf(expiresAt) - epochOf(now)) / 1000)
  if (seconds <= 0) return null
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
