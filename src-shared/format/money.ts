import type { Cents, Ratio } from '../kernel/money'
import { MINUS, NBSP, formatDecimal, groupThousands } from './number'

/** '1 240,50 €'; a debt is written with a true minus sign. */
export function formatEuros(amount: Cents): string {
  return `${formatAmount(amount)}${NBSP}€`
}

/** '1 240,50', for a column whose heading already says euros. */
export function formatAmount(amount: Cents): string {
  const magnitude = Math.abs(amount)
  const rest = magnitude % 100
  const euros = groupThousands(String((magnitude - rest) / 100))
  return `${amount < 0 ? MINUS : ''}${euros},${rest < 10 ? '0' : ''}${rest}`
}

/** '1,25 %' of the ratio 125/10000. */
export function formatPercent(ratio: Ratio, maxDecimals = 2): string {
  return `${formatDecimal((ratio.numerator * 100) / ratio.denominator, maxDecimals)}${NBSP}%`
}
