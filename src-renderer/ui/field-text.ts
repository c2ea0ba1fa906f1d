import { cents, type Cents } from '../../src-shared/kernel/money'
import { isLocalDate, type LocalDate } from '../../src-shared/kernel/local-date'

/** Reads '12,5', '12.50', '1 240,50 €' as cents; `undefined` when it is not an amount. */
export function readAmount(text: string): Cents | undefined {
  const bare = text
    .replace(/[\s\u00A0\u202F€]/g, '')
    .replace('−', '-')
    .replace('.', ',')
  const match = /^(-?)(\d{1,9})(?:,(\d{0,2}))?$/.exec(bare)
  if (!match) return undefined
  const [, sign, euros = '0', rest = ''] = match
  const amount = Number(euros) * 100 + Number(rest.padEnd(2, '0'))
  return cents(sign ? -amount : amount)
}

function fullYear(text: string): string {
  if (text.length === 4) return text
  // two figures: birth years and dates to come share 00–49
  return `${Number(text) < 50 ? 20 : 19}${text}`
}

/** Reads '1/9/2026', '01092026', '1.9.26', '1/9' (this year, from `today`); `undefined` when it is not a date. */
export function readDate(text: string, today: LocalDate): LocalDate | undefined {
  const bare = text.trim()
  const match =
    /^(\d{1,2})[/.\s-](\d{1,2})(?:[/.\s-](\d{2}|\d{4}))?$/.exec(bare) ?? /^(\d{2})(\d{2})(\d{2}|\d{4})?$/.exec(bare)
  if (!match) return undefined
  const [, day = '', month = '', year] = match
  const date = `${year ? fullYear(year) : today.slice(0, 4)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isLocalDate(date) ? date : undefined
}
