import type { LocalDate } from '../kernel/local-date'

/** A family's QF as it was declared: dated, with its source. The last day is included; null = until the next one. */
export interface Quotient {
  id: number
  kind: 'caf' | 'msa'
  value: number
  validFrom: LocalDate
  validTo: LocalDate | null
  source: string
}

/** The QF that counts on a day: the latest begun that has not ended. Null is "none known", never a QF of 0 (rule 10). */
export function quotientAt(quotients: readonly Quotient[], date: LocalDate): Quotient | null {
  let found: Quotient | null = null
  for (const quotient of quotients) {
    if (quotient.validFrom > date || (quotient.validTo !== null && quotient.validTo < date)) continue
    if (!found || isLater(quotient, found)) found = quotient
  }
  return found
}

/** Begun later, or typed later when both begin on the same day (one by the Caf, one by the MSA). */
function isLater(left: Quotient, right: Quotient): boolean {
  return left.validFrom > right.validFrom || (left.validFrom === right.validFrom && left.id > right.id)
}
