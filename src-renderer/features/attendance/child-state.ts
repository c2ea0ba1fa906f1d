import type { AttendanceChild } from '../../../src-shared/contract/staff/attendance'
import { formatTime } from '../../../src-shared/format/date'
import type { Tap } from './use-taps'

export type Presence = 'expected' | 'here' | 'gone' | 'absent'

const here: readonly string[] = ['present', 'present-unbooked', 'outside-contract']
const absent: readonly string[] = ['absent-excused', 'absent-billed', 'absence-requested']

export function presenceOf({ state, leftAt }: Pick<AttendanceChild, 'state' | 'leftAt'>): Presence {
  if (absent.includes(state)) return 'absent'
  if (!here.includes(state)) return 'expected'
  return leftAt === null ? 'here' : 'gone'
}

/** The child as the taps that are not sent yet leave it. */
export function withTaps(child: AttendanceChild, taps: readonly Tap[]): AttendanceChild & { isWaiting: boolean } {
  let [state, arrivedAt, leftAt, reason] = [child.state, child.arrivedAt, child.leftAt, child.reason]
  const own = taps.filter(({ enrolmentId }) => enrolmentId === child.enrolmentId)
  for (const { mark, at, collectedBy } of own) {
    if (mark === 'arrive') [state, arrivedAt, leftAt] = ['present', at, null]
    else if (mark === 'leave') [leftAt, reason] = [at, collectedBy]
    else if (mark === 'absent') [state, arrivedAt, leftAt] = ['absent-billed', null, null]
    else if (mark === 'excused') [state, arrivedAt, leftAt] = ['absent-excused', null, null]
    else [state, arrivedAt, leftAt] = ['booked', null, null]
  }
  return { ...child, state, arrivedAt, leftAt, reason, isWaiting: own.length > 0 }
}

const words: Readonly<Record<string, string>> = {
  'absent-excused': 'absence excusée',
  'absent-billed': 'absence non prévenue',
  'absence-requested': 'absence annoncée',
  requested: 'demande à décider',
  'awaiting-payment': 'paiement en attente',
  'cancellation-requested': 'annulation demandée',
}

/** 'CM1, depuis 16 h 33'. */
export function statusOf(child: AttendanceChild): string {
  const presence = presenceOf(child)
  const parts = [child.classLevel || child.group]
  if (presence === 'here') parts.push(child.arrivedAt ? `depuis ${formatTime(child.arrivedAt)}` : 'heure non notée')
  else if (presence === 'gone' && child.leftAt) parts.push(`départ à ${formatTime(child.leftAt)}`)
  else if (words[child.state]) parts.push(words[child.state] ?? '')
  if (child.state === 'present-unbooked') parts.push('sans réservation')
  return parts.filter(Boolean).join(', ')
}

export const initialsOf = ({ firstName, lastName }: { firstName: string; lastName: string }) =>
  `${firstName.charAt(0)}${lastName.charAt(0)}`.toUpperCase()
