import type { RequestDetail } from '../../../src-shared/contract/staff/requests'
import { formatEuros } from '../../../src-shared/format/money'
import { plural } from '../../../src-shared/format/text'
import { cents } from '../../../src-shared/kernel/money'

/** '4 jours réservés, 38,40 €, 1 annulé'. */
export function effectWords({
  booked,
  cancelled,
  excused,
  waiting,
  refused,
  amountCents,
}: RequestDetail['effect']): string {
  const parts = [
    ...(booked > 0 ? [plural(booked, 'jour réservé', 'jours réservés')] : []),
    ...(booked > 0 && amountCents > 0 ? [formatEuros(cents(amountCents))] : []),
    ...(cancelled > 0 ? [plural(cancelled, 'jour annulé', 'jours annulés')] : []),
    ...(excused > 0 ? [plural(excused, 'absence excusée', 'absences excusées')] : []),
    ...(waiting > 0 ? [`${waiting}\u00A0en liste d’attente`] : []),
    ...(refused > 0 ? [plural(refused, 'jour refusé', 'jours refusés')] : []),
  ]
  return parts.join(', ')
}
