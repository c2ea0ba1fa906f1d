import { formatInteger } from '../format/number'

/** '400 à 600', 'Moins de 400', '1 400 et plus', or the families whose quotient nobody knows. */
export function bandLabel({ from, to }: { from: number | null; to: number | null }): string {
  if (from === null) return 'Sans QF, tarif maximal'
  if (to === null) return `${formatInteger(from)} et plus`
  return from === 0 ? `Moins de ${formatInteger(to)}` : `${formatInteger(from)} à ${formatInteger(to)}`
}

/** 'De 1 à 30 jours', 'Plus de 60 jours'. */
export function delayLabel({ fromDays, toDays }: { fromDays: number; toDays: number | null }): string {
  return toDays === null ? `Plus de ${fromDays - 1} jours` : `De ${fromDays} à ${toDays} jours`
}
