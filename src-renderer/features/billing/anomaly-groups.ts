import type { Anomaly, AnomalyKind } from '../../../src-shared/contract/staff/billing'
import { formatShortDate } from '../../../src-shared/format/date'
import { formatEuros } from '../../../src-shared/format/money'
import { formatInteger, NBSP } from '../../../src-shared/format/number'
import { joinFrench, plural } from '../../../src-shared/format/text'
import { cents } from '../../../src-shared/kernel/money'

export interface AnomalyGroup {
  kind: AnomalyKind
  severity: Anomaly['severity']
  items: Anomaly[]
  /** How many subjects: families, bookings or presences. */
  count: number
  title: string
  sentence: string
}

const order: AnomalyKind[] = [
  'unpriced',
  'missing-departure',
  'zero-invoice',
  'no-quotient',
  'present-unbooked',
  'unusual-invoice',
  'no-attendance',
]

const titles: Record<AnomalyKind, [one: string, several: string]> = {
  unpriced: ['réservation sans tarif', 'réservations sans tarif'],
  'missing-departure': ['présence sans heure de départ', 'présences sans heure de départ'],
  'zero-invoice': ['facture à zéro', 'factures à zéro'],
  'no-quotient': ['famille au tarif maximal, quotient absent', 'familles au tarif maximal, quotient absent'],
  'present-unbooked': ['présence sans réservation', 'présences sans réservation'],
  'unusual-invoice': ['facture inhabituelle', 'factures inhabituelles'],
  'no-attendance': ['réservation sans pointage', 'réservations sans pointage'],
}

/** Anomalies of a kind on one line, what stops the issue first. */
export function groupAnomalies(anomalies: readonly Anomaly[]): AnomalyGroup[] {
  return order.flatMap((kind): AnomalyGroup[] => {
    const items = anomalies.filter((one) => one.kind === kind)
    const [first] = items
    if (!first) return []
    const count = kind === 'no-attendance' ? items.reduce((sum, one) => sum + one.count, 0) : items.length
    const title = count > 1 ? titles[kind][1] : titles[kind][0]
    return [{ kind, severity: first.severity, items, count, title, sentence: sentenceOf(kind, items) }]
  })
}

function sentenceOf(kind: AnomalyKind, items: readonly Anomaly[]): string {
  const shown = items.slice(0, 3).map((item) => subjectOf(item))
  const rest = items.length - shown.length
  const subjects = capital(rest > 0 ? `${shown.join(', ')} et ${plural(rest, 'autre', 'autres')}` : joinFrench(shown))
  if (kind !== 'no-quotient') return subjects
  const total = cents(items.reduce((sum, { amountCents }) => sum + (amountCents ?? 0), 0))
  return `${subjects}${NBSP}: ${formatEuros(total)} au tarif maximal`
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What is wrong and of whom, on its own. */
export function wholeSentence(item: Anomaly): string {
  return capital(`${titles[item.kind][0]}${NBSP}: ${subjectOf(item)}`)
}

/** Who or what, in a few words. */
export function subjectOf(item: Anomaly): string {
  switch (item.kind) {
    case 'no-attendance':
      return `${item.activityName} (${formatInteger(item.count)})`
    case 'no-quotient':
      return `famille ${item.familyName}`
    case 'zero-invoice':
      return `famille ${item.familyName}, ${plural(item.count, 'prestation', 'prestations')}`
    case 'unusual-invoice':
      return `famille ${item.familyName}${NBSP}: ${formatEuros(item.amountCents ?? cents(0))}, ${timesUsual(item)}`
    default:
      return `${item.childName}, ${item.activityName} du ${item.date ? formatShortDate(item.date) : ''}`
  }
}

function timesUsual({ amountCents, usualCents }: Anomaly): string {
  const tenths = Math.round(((amountCents ?? 0) * 10) / Math.max(1, usualCents ?? 1))
  return `${Math.floor(tenths / 10)},${tenths % 10} fois sa moyenne`
}

/** What « accept » means for each kind, on the button. */
export function acceptWords({ kind, items }: AnomalyGroup): string {
  const total = cents(items.reduce((sum, { amountCents }) => sum + (amountCents ?? 0), 0))
  if (kind === 'present-unbooked') return `Facturer ${formatEuros(total)}`
  if (kind === 'unpriced') return 'Laisser hors facture'
  if (kind === 'no-quotient') return 'Garder'
  if (kind === 'zero-invoice') return 'Confirmer'
  return items.length > 1 ? `Accepter les ${items.length}` : 'Accepter'
}
