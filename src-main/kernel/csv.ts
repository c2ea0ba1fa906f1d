export type CsvCell = string | number | null

/** A text that begins like a formula would be run by a spreadsheet: an apostrophe keeps it a text. */
export function csvCell(value: CsvCell): string {
  if (value === null) return ''
  const text = String(value)
  const isNumber = /^-?\d+(,\d+)?$/.test(text)
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** For a French spreadsheet: semicolons, and the mark by which it knows the accents. */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(';')).join('\r\n')}\r\n`
}
