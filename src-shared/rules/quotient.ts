import type { LocalDate } from '../kernel/local-date'

export interface DatedQuotient {
  readonly id?: number
  readonly value: number
  readonly validFrom: LocalDate
  readonly validTo: LocalDate | null
}

/** A family's QF as it was declared: dated, with its source. The last day is included; null = until the next one. */
export interface Quotient extends DatedQuotient {
  id: number
  kind: 'caf' | 'msa'
  value: number
  validFrom: LocalDate
  validTo: LocalDate | null
  source: string
}

/** The QF that counts on a day: the latest begun that has not ended. Null is "none known", never a QF of 0 (rule 10). */
export function quotientOn<Q extends DatedQuotient>(quotients: readonly Q[], date: LocalDate): Q | null {
  let found: Q | null = null
  for (const quotient of quotients) {
    if (quotient.validFrom > date || (quotient.validTo !== null && quotient.validTo < date)) continue
    if (!found || isLater(quotient, found)) found = quotient
  }
  return found
}

/** Begun later, or typed later when both begin on the same day (one by the Caf, one by the MSA); without ids, the last listed. */
function isLater(left: DatedQuotient, right: DatedQuotient): boolean {
  if (left.validFrom !== right.validFrom) return left.validFrom > right.validFrom
  return left.id === undefined || right.id === undefined || left.id > right.id
}
