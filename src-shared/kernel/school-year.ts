import type { Brand } from './brand'
import { digits4, pad4 } from './civil'
import { type LocalDate, localDateOf, monthNumberOf, yearOf } from './local-date'

/** A school year, '2026-2027': from 1 September to 31 August, holidays included. */
export type SchoolYear = Brand<string, 'SchoolYear'>

export function isSchoolYear(text: string): text is SchoolYear {
  return (
    text.length === 9 && text.charAt(4) === '-' && digits4(text, 0) >= 1 && digits4(text, 5) === digits4(text, 0) + 1
  )
}

export function schoolYear(text: string): SchoolYear {
  if (!isSchoolYear(text)) throw new RangeError(`not a school year: ${text}`)
  return text
}

export function schoolYearOf(date: LocalDate): SchoolYear {
  const first = monthNumberOf(date) >= 9 ? yearOf(date) : yearOf(date) - 1
  return schoolYear(`${pad4(first)}-${pad4(first + 1)}`)
}

export function schoolYearRange(year: SchoolYear): { from: LocalDate; to: LocalDate } {
  return { from: localDateOf(digits4(year, 0), 9, 1), to: localDateOf(digits4(year, 5), 8, 31) }
}
