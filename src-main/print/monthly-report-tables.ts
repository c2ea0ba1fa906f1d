import { formatAmount } from '../../src-shared/format/money'
import { formatInteger } from '../../src-shared/format/number'
import { sumCents } from '../../src-shared/kernel/money'
import { fillBox, leaf, rule, text } from './engine/canvas'
import { fitText } from './engine/text'
import { baseline, LEFT, LINE, nextPage, paragraph, RIGHT, THICK, townColor, type Sheet } from './sheet'
import { ensureRoom, groupRow, startTable, tableRow, type Column } from './table'
import type { MonthlyReportDocument, ReportAttendanceRow } from './types'

const figures = (title: string, x: number, width: number, bold = false): Column => ({
  title,
  x,
  align: 'right',
  width,
  tabular: true,
  bold,
})

const ATTENDANCE: Column[] = [
  { title: '', x: LEFT, align: 'left', width: 108 },
  figures('Jours', LEFT + 132, 24),
  figures('Places', LEFT + 172, 34),
  figures('Enfants', LEFT + 214, 36),
  figures('Réservé', LEFT + 260, 40),
  figures('Absence\nexcusée', LEFT + 310, 44),
  figures('Absence\nfacturée', LEFT + 362, 46),
  figures('Venu sans\nréserver', LEFT + 418, 50),
  figures('Présences', RIGHT, 56, true),
]

/** Attendance of each activity, by structure, and of all together. */
export function attendanceTable(sheet: Sheet, document: MonthlyReportDocument): void {
  const table = startTable(sheet, ATTENDANCE, { size: 8, padding: 1.5 })
  for (const structure of document.attendance) {
    ensureRoom(table, 18 + 15)
    groupRow(table, structure.structureName, '', 8)
    for (const row of structure.rows) {
      if (ensureRoom(table, 15)) groupRow(table, `${structure.structureName} (suite)`, '', 8)
      tableRow(table, attendanceCells(row))
    }
  }
  const rows = document.attendance.flatMap((structure) => structure.rows)
  const total = (value: (row: ReportAttendanceRow) => number) =>
    formatInteger(rows.reduce((sum, row) => sum + value(row), 0))
  tableRow(
    table,
    [
      'Ensemble',
      '',
      '',
      formatInteger(document.childrenInAll),
      total((row) => row.booked),
      total((row) => row.excused),
      total((row) => row.billedAbsences),
      total((row) => row.unbooked),
      total((row) => row.present),
    ],
    { kind: 'total' },
  )
  sheet.y += 4.5
  const note =
    'Enfants\u00a0: chacun compté une fois par ligne, et une fois dans l’ensemble. Places\u00a0: «\u00a0–\u00a0» quand elles ne sont pas limitées.'
  paragraph(sheet, note, { size: 7.5, leading: 10 })
}

function attendanceCells(row: ReportAttendanceRow): string[] {
  const counts = [row.children, row.booked, row.excused, row.billedAbsences, row.unbooked, row.present]
  const places = row.places === null ? '–' : formatInteger(row.places)
  return [row.activityName, formatInteger(row.days), places, ...counts.map((count) => formatInteger(count))]
}

const NAMES_WIDTH = 200
const FULL_BAR = 170

/** The share of the places taken: a bar for the average, a tick for the busiest day, a hair line at 100 %. */
export function occupancyChart(sheet: Sheet, document: MonthlyReportDocument): void {
  const { canvas } = sheet
  const rows = document.attendance.flatMap((structure) =>
    structure.rows
      .filter((row) => row.averageOccupancyPercent !== null)
      .map((row) => ({ ...row, name: `${row.activityName}, ${structure.structureName}` })),
  )
  if (rows.length === 0) {
    paragraph(sheet, 'Aucune activité n’a un nombre de places limité.')
    return
  }
  paragraph(
    sheet,
    'Barre\u00a0: moyenne du mois\u00a0; trait épais\u00a0: jour le plus chargé\u00a0; trait fin\u00a0: 100\u00a0%.',
    {
      size: 8,
    },
  )
  sheet.y += 6
  const x = LEFT + NAMES_WIDTH
  for (const row of rows) {
    if (sheet.y + LINE > sheet.bottom) nextPage(sheet)
    const top = sheet.y
    const average = row.averageOccupancyPercent ?? 0
    const busiest = row.busiestOccupancyPercent ?? average
    const bar = (percent: number) => (FULL_BAR * Math.min(percent, 115)) / 100
    leaf(canvas, 'P', () => {
      text(canvas, LEFT, baseline(top, 7.5), fitText(canvas.fonts.regular, row.name, 7.5, NAMES_WIDTH - 8), {
        size: 7.5,
      })
    })
    leaf(
      canvas,
      'Figure',
      () => {
        fillBox(canvas, { x, y: top + 2, width: bar(average), height: 8 }, townColor(document.town))
        rule(canvas, { x: x + bar(busiest), y: top + 1 }, { x: x + bar(busiest), y: top + 11 }, THICK)
        rule(canvas, { x: x + FULL_BAR, y: top }, { x: x + FULL_BAR, y: top + LINE }, 0.25)
        const style = { size: 7.5, tabular: true, align: 'right' } as const
        text(canvas, RIGHT - 44, baseline(top, 7.5), `${average}\u00a0%`, { ...style, bold: true })
        text(canvas, RIGHT, baseline(top, 7.5), `max. ${busiest}\u00a0%`, style)
      },
      { alternative: `${row.name}\u00a0: ${average}\u00a0% en moyenne, ${busiest}\u00a0% au plus` },
    )
    sheet.y += LINE
  }
}

const BAR_WIDTH = 130

const INCOME: Column[] = [
  { title: 'Activité', x: LEFT, align: 'left', width: 150 },
  figures('Factures', LEFT + 196, 40),
  figures('Prestations', LEFT + 252, 50),
  figures('Montant en euros', RIGHT - BAR_WIDTH - 12, 70, true),
  { title: 'Part', x: RIGHT - BAR_WIDTH, align: 'left', width: BAR_WIDTH },
]

export function incomeTable(sheet: Sheet, document: MonthlyReportDocument): void {
  const table = startTable(sheet, INCOME, { size: 8 })
  const total = sumCents(document.income.map((row) => row.amountCents))
  const biggest = Math.max(1, ...document.income.map((row) => row.amountCents))
  for (const row of document.income) {
    const counts = [row.invoices, row.quantity].map((count) => formatInteger(count))
    ensureRoom(table, 18)
    amountBar(sheet, row.amountCents / biggest, `${shareOf(row.amountCents, total)}\u00a0%`)
    tableRow(table, [row.activityName, ...counts, formatAmount(row.amountCents)])
  }
  tableRow(table, ['Ensemble', '', '', formatAmount(total), ''], { kind: 'total' })
}

const OVERDUE: Column[] = [
  { title: 'Retard', x: LEFT, align: 'left', width: 150 },
  figures('Factures', LEFT + 196, 40),
  figures('Familles', LEFT + 252, 50),
  figures('Montant en euros', RIGHT - BAR_WIDTH - 12, 70, true),
  { title: '', x: RIGHT - BAR_WIDTH, align: 'left', width: BAR_WIDTH },
]

export function overdueTable(sheet: Sheet, document: MonthlyReportDocument): void {
  if (document.overdue.length === 0) {
    paragraph(sheet, 'Aucune facture n’est en retard de paiement.')
    return
  }
  const table = startTable(sheet, OVERDUE, { size: 8 })
  const total = sumCents(document.overdue.map((row) => row.amountCents))
  const biggest = Math.max(1, ...document.overdue.map((row) => row.amountCents))
  for (const row of document.overdue) {
    const counts = [row.invoices, row.families].map((count) => formatInteger(count))
    ensureRoom(table, 18)
    amountBar(sheet, row.amountCents / biggest, '')
    tableRow(table, [row.label, ...counts, formatAmount(row.amountCents)])
  }
  const invoices = document.overdue.reduce((sum, row) => sum + row.invoices, 0)
  tableRow(table, ['Ensemble', formatInteger(invoices), '', formatAmount(total), ''], { kind: 'total' })
}

/** A bar at the right of the row about to be drawn; its number stands in the row. */
function amountBar(sheet: Sheet, share: number, label: string): void {
  const x = RIGHT - BAR_WIDTH
  const room = BAR_WIDTH - 34
  const width = Math.max(0, share) * room
  const top = sheet.y + 5
  fillBox(sheet.canvas, { x, y: top, width, height: 8 }, townColor(sheet.town))
  if (label === '') return
  leaf(sheet.canvas, 'P', () => {
    text(sheet.canvas, RIGHT, baseline(sheet.y + 3, 7.5), label, { size: 7.5, tabular: true, align: 'right' })
  })
}

function shareOf(part: number, total: number): number {
  return total === 0 ? 0 : Math.round((part * 100) / total)
}
