import { formatDecimal, formatInteger, NBSP } from '../../../src-shared/format/number'

/** Where the desk serves an attachment, to be read in the page. */
export const attachmentAddress = (id: string) => `/files/uploads/${id}`

/** '212 Ko', '1,4 Mo' */
export function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${formatInteger(Math.max(1, Math.round(bytes / 1000)))}${NBSP}Ko`
  return `${formatDecimal(bytes / 1_000_000, 1)}${NBSP}Mo`
}
