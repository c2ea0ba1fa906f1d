import { NBSP, formatInteger } from './number'

/** '1 enfant', '3 enfants'; in French, zero and one and a half are singular. */
export function plural(count: number, singular: string, several: string): string {
  return `${formatInteger(count)}${NBSP}${pluralWord(count, singular, several)}`
}

/** The word alone, for when the number is shown apart. */
export function pluralWord(count: number, singular: string, several: string): string {
  return Math.abs(count) < 2 ? singular : several
}

/** 'a, b et c'. */
export function joinFrench(items: readonly string[], last = 'et'): string {
  if (items.length <= 1) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} ${last} ${items[items.length - 1]}`
}
