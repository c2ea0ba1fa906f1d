import { formatDate } from '../../src-shared/format/date'
import { addNode, leaf, rule, text, within, type TagNode } from './engine/canvas'
import { fitText } from './engine/text'
import { checkBox } from './health-sheet-parts'
import type { HealthSheetContact, HealthSheetVaccine } from './health-sheet-types'
import { HAIR, LEFT, RIGHT, THIN, WIDTH, baseline, nextPage, type Sheet } from './sheet'

interface Cell {
  title: string
  x: number
  width: number
}

function heads(sheet: Sheet, table: TagNode, cells: readonly Cell[], boxTitle: string): void {
  const { canvas } = sheet
  const lines = boxTitle.split('\n')
  within(canvas, table, () => {
    within(canvas, addNode(canvas, 'TR'), () => {
      const bottom = sheet.y + lines.length * 11
      for (const cell of cells) {
        leaf(
          canvas,
          'TH',
          () => text(canvas, cell.x, baseline(bottom - 11, 8, 11), cell.title, { size: 8, bold: true }),
          {
            scope: 'Column',
          },
        )
      }
      leaf(
        canvas,
        'TH',
        () =>
          lines.forEach((line, index) => {
            const top = sheet.y + index * 11
            text(canvas, RIGHT - 26, baseline(top, 8, 11), line, { size: 8, bold: true, align: 'center' })
          }),
        { scope: 'Column' },
      )
    })
  })
  sheet.y += lines.length * 11 + 4
  rule(canvas, { x: LEFT, y: sheet.y }, { x: RIGHT, y: sheet.y }, THIN)
}

interface Row {
  words: string[]
  isChecked: boolean
  size: number
  height: number
}

function row(sheet: Sheet, table: TagNode, cells: readonly Cell[], { words, isChecked, size, height }: Row): void {
  if (sheet.y + height > sheet.bottom) nextPage(sheet)
  const { canvas } = sheet
  const top = sheet.y + (height - 12) / 2
  within(canvas, table, () => {
    within(canvas, addNode(canvas, 'TR'), () => {
      cells.forEach((cell, index) => {
        const shown = fitText(canvas.fonts.regular, words[index] ?? '', size, cell.width)
        const draw = () => text(canvas, cell.x, baseline(top, size), shown, { size, tabular: index > 0 })
        if (index === 0) leaf(canvas, 'TH', draw, { scope: 'Row' })
        else leaf(canvas, 'TD', draw)
      })
      leaf(canvas, 'TD', () => checkBox(sheet, RIGHT - 29.6, top, isChecked), {
        alternative: isChecked ? 'oui' : 'non',
      })
    })
  })
  sheet.y += height
  rule(canvas, { x: LEFT, y: sheet.y }, { x: RIGHT, y: sheet.y }, HAIR)
}

const CONTACTS: Cell[] = [
  { title: 'Nom', x: LEFT, width: 104 },
  { title: 'Lien', x: LEFT + 110, width: 92 },
  { title: 'Portable', x: LEFT + 206, width: 70 },
  { title: 'Domicile', x: LEFT + 282, width: 70 },
  { title: 'Travail', x: LEFT + 358, width: 70 },
]

/** Parents and those whom they named; nobody whom a decision keeps away. */
export function contactTable(sheet: Sheet, contacts: readonly HealthSheetContact[]): void {
  const table = addNode(sheet.canvas, 'Table')
  heads(sheet, table, CONTACTS, 'Peut venir\nle chercher')
  for (const { name, relationship, mobile, home, work, mayCollect } of contacts) {
    row(sheet, table, CONTACTS, {
      ...{ words: [name, relationship, mobile, home, work], isChecked: mayCollect, size: 8.5, height: 17.5 },
    })
  }
}

const VACCINES: Cell[] = [
  { title: 'Vaccin', x: LEFT, width: 126 },
  { title: '1re dose', x: LEFT + 130, width: 68 },
  { title: '2e dose', x: LEFT + 202, width: 68 },
  { title: '3e dose', x: LEFT + 274, width: 68 },
  { title: 'Dernier rappel', x: LEFT + 346, width: WIDTH - 346 - 56 },
]

export function vaccineTable(sheet: Sheet, rows: readonly HealthSheetVaccine[]): void {
  const table = addNode(sheet.canvas, 'Table')
  heads(sheet, table, VACCINES, 'À jour')
  for (const { label, dates, booster, isComplete } of rows) {
    const doses = [0, 1, 2].map((index) => (dates[index] ? formatDate(dates[index]) : '–'))
    const words = [label, ...doses, booster ? formatDate(booster) : '–']
    row(sheet, table, VACCINES, { words, isChecked: isComplete, size: 8, height: 15 })
  }
}
