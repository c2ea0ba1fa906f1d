import { NBSP, formatDecimal, formatInteger } from './number'

/** '212 Ko', '1,4 Mo'. */
export function formatFileSize(bytes: number): string {
  if (bytes < 1_000_000) return `${formatInteger(Math.max(1, Math.round(bytes / 1000)))}${NBSP}Ko`
  return `${formatDecimal(bytes / 1_000_000, 1)}${NBSP}Mo`
}
