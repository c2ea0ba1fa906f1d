import { formatDateOfYear } from '../../src-shared/format/date'
import { plural } from '../../src-shared/format/text'
import { createCanvas, group } from './engine/canvas'
import { writePdf } from './engine/write-pdf'
import { finishSheet, LEFT, letterhead, MM, paragraph, RIGHT, startSheet, titleAndFacts } from './sheet'
import { explanationLines, startTable, tableRow, type Column } from './table'
import type { CommitteeDocument } from './types-registration'

const COLUMNS: Column[] = [
  { title: 'Rang', x: LEFT, align: 'left', width: 10 * MM, tabular: true },
  { title: 'Enfant', x: LEFT + 12 * MM, align: 'left', width: 50 * MM, bold: true },
  { title: 'Naissance', x: LEFT + 64 * MM, align: 'left', width: 22 * MM, tabular: true },
  { title: 'Vœux', x: LEFT + 88 * MM, align: 'left', width: 46 * MM },
  { title: 'Points', x: LEFT + 148 * MM, align: 'right', width: 12 * MM, tabular: true },
  { title: 'Décision', x: RIGHT, align: 'right', width: 18 * MM },
]

/** The list that a committee goes through, with room for its decisions. */
export function renderCommitteeList(document: CommitteeDocument): Promise<Buffer> {
  const { town, title, lines } = document
  const day = formatDateOfYear(document.date)
  const canvas = createCanvas()
  group(
    canvas,
    'Sect',
    () => {
      const sheet = startSheet(canvas, {
        town,
        footer: `${town.name} · ${title} du ${day} · Confidentiel`,
        runningHead: { left: town.name, right: `${title} du ${day}` },
      })
      letterhead(sheet)
      titleAndFacts(sheet, title, [
        { label: 'Séance du', value: day, bold: true },
        { label: 'Dossiers', value: String(lines.length) },
        { label: 'Imprimée le', value: formatDateOfYear(document.issuedOn) },
      ])
      sheet.y = 240
      const table = startTable(sheet, COLUMNS)
      for (const line of lines) {
        const words = [line.family, line.need, line.note].filter((one) => one !== '').join(' · ')
        tableRow(table, [line.rank, line.childName, line.birth, line.wishes, line.points, ''], {
          explanation: explanationLines(table, words, 1),
          explanationAt: 1,
        })
      }
      sheet.y += 12
      paragraph(
        sheet,
        `${plural(lines.length, 'dossier', 'dossiers')}. Document confidentiel, à détruire après la séance.`,
        {
          size: 8,
        },
      )
      finishSheet(sheet)
    },
    { title },
  )
  return writePdf(canvas, { title: `${title} du ${day}`, author: town.name, createdOn: document.issuedOn })
}
