import { formatEuros } from '../../src-shared/format/money'
import { formatInteger } from '../../src-shared/format/number'
import { sumCents } from '../../src-shared/kernel/money'
import { nextPage, RIGHT, WIDTH, LEFT, type Sheet } from './sheet'
import {
  ensureRoom,
  explanationLines,
  groupRow,
  groupRowHeight,
  headHeight,
  startTable,
  tableRow,
  type Column,
  type Table,
} from './table'
import type { InvoiceChildGroup, InvoiceDocument, InvoiceLine } from './types'
import { datesText, shortDay } from './words'

const COLUMNS: Column[] = [
  { title: 'Prestation et calcul du prix', x: LEFT, align: 'left', width: WIDTH - 216 },
  { title: 'Quantité', x: RIGHT - 138, align: 'right', width: 70 },
  { title: 'Prix unitaire', x: RIGHT - 72, align: 'right', width: 58, tabular: true },
  { title: 'Montant', x: RIGHT, align: 'right', width: 64, tabular: true },
]

interface PrintedRow {
  cells: string[]
  explanation: string[]
  /** the activity and its price, said once above the dates of a daily invoice */
  heading?: { title: string; text: string }
}

/** The lines of all the children. A group that fits on a page is not cut; a longer one goes on under « Malo (suite) ». */
export function invoiceLines(sheet: Sheet, document: InvoiceDocument): void {
  const isDaily = document.detail === 'daily'
  const table = startTable(sheet, COLUMNS, isDaily ? { size: 8, padding: 1.5 } : {})
  for (const child of document.children) childLines(table, child, isDaily)
  if (document.children.length === 0) tableRow(table, ['Aucune prestation sur cette période', '', '', ''])
}

function childLines(table: Table, child: InvoiceChildGroup, isDaily: boolean): void {
  const rows = isDaily ? dailyRows(child.lines) : groupedRows(table, child.lines)
  const heights = rows.map((row) => rowHeight(table, row))
  const total = groupRowHeight(table) + sum(heights) + rowHeight(table)
  startGroup(table, child, total, heights)
  let heading: PrintedRow['heading']
  rows.forEach((row, index) => {
    heading = row.heading ?? heading
    const isLast = index === rows.length - 1
    const needed = (heights[index] ?? 0) + (isLast ? rowHeight(table) : 0)
    const isNewPage = ensureRoom(table, needed)
    if (isNewPage) groupRow(table, `${child.childName} (suite)`)
    if (heading && (isNewPage || row.heading)) groupRow(table, heading.title, heading.text, 8)
    tableRow(table, row.cells, { explanation: row.explanation })
  })
  const amount = formatEuros(sumCents(child.lines.map((line) => line.amountCents)))
  tableRow(table, [`Total pour ${child.childName}`, '', '', amount], { kind: 'subtotal' })
}

/** Moves the whole group when it fits on the next page but not here, or when its head would stand alone. */
function startGroup(table: Table, child: InvoiceChildGroup, total: number, heights: number[]): void {
  const { sheet } = table
  const left = sheet.bottom - sheet.y
  const fitsNext = total <= sheet.bottomOfPage(sheet.footers.length + 1) - 81 - headHeight(table)
  const head = groupRowHeight(table) + sum(heights.slice(0, 2))
  if (total > left && (fitsNext || head > left)) ensureRoom(table, left + 1)
  groupRow(table, child.childName, child.childFacts ?? '')
}

function groupedRows(table: Table, lines: InvoiceLine[]): PrintedRow[] {
  return lines.map((line) => {
    const when = datesText(line.dates)
    const why = when === '' ? line.explanation : joined([line.explanation, when])
    return { cells: cellsOf(nameOf(line), line), explanation: explanationLines(table, why) }
  })
}

/** One row a day; the activity and why it costs that, once above. */
function dailyRows(lines: InvoiceLine[]): PrintedRow[] {
  const rows: PrintedRow[] = []
  let previous = ''
  for (const line of lines) {
    const key = `${nameOf(line)}\n${line.explanation}`
    const heading = { title: nameOf(line), text: line.explanation }
    for (const day of daysOf(line)) {
      rows.push({ cells: day, explanation: [], heading: key === previous ? undefined : heading })
      previous = key
    }
  }
  return rows
}

/** A line of several dates becomes a row each only where that divides its amount exactly: an amount is never split here. */
function daysOf(line: InvoiceLine): string[][] {
  const isExact = line.dates.length === line.quantity && line.unitCents * line.quantity === line.amountCents
  if (line.dates.length > 1 && isExact) {
    const one = { ...line, quantity: 1, amountCents: line.unitCents, unit: undefined }
    return line.dates.map((date) => cellsOf(shortDay(date), one))
  }
  const only = line.dates.length === 1 ? line.dates[0] : undefined
  return [cellsOf(only ? shortDay(only) : datesText(line.dates) || nameOf(line), line)]
}

function cellsOf(label: string, line: InvoiceLine): string[] {
  const quantity = formatInteger(line.quantity)
  return [
    label,
    line.unit ? `${quantity}\u00a0${line.unit}` : quantity,
    formatEuros(line.unitCents),
    formatEuros(line.amountCents),
  ]
}

function nameOf(line: InvoiceLine): string {
  return line.slotLabel ? `${line.activityName}, ${line.slotLabel}` : line.activityName
}

function rowHeight(table: Table, row?: PrintedRow): number {
  const heading = row?.heading ? groupRowHeight(table) : 0
  return heading + 12 * (1 + (row?.explanation.length ?? 0)) + table.padding * 2
}

const joined = (parts: string[]) => parts.filter((part) => part !== '').join(' · ')
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

/** Goes to the next page when a block of this height does not fit. */
export function keepTogether(sheet: Sheet, height: number): void {
  if (sheet.y + height > sheet.bottom) nextPage(sheet)
}
