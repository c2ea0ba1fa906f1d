import type { LocalDate } from '../../src-shared/kernel/local-date'
import { createCanvas, group, leaf, text } from './engine/canvas'
import { writePdf } from './engine/write-pdf'
import { baseline, finishSheet, LEFT, letterhead, paragraph, startSheet } from './sheet'
import type { PrintTown } from './types'

export interface NoticeDocument {
  town: PrintTown
  title: string
  /** A line that ends with a colon is a heading. */
  paragraphs: readonly string[]
  issuedOn: LocalDate
}

const titleTop = 120
const gap = 8

/** A text on the letterhead of the town: a règlement, a notice. */
export function renderNotice({ town, title, paragraphs, issuedOn }: NoticeDocument): Promise<Buffer> {
  const canvas = createCanvas()
  group(
    canvas,
    'Sect',
    () => {
      const sheet = startSheet(canvas, {
        town,
        footer: `${town.name} · ${title}`,
        runningHead: { left: town.name, right: title },
      })
      letterhead(sheet)
      leaf(canvas, 'H1', () => text(canvas, LEFT, baseline(titleTop, 16, 24), title, { size: 16, bold: true }))
      sheet.y = titleTop + 36
      for (const words of paragraphs) {
        const isHeading = words.endsWith('\u00A0:')
        paragraph(sheet, isHeading ? words.slice(0, -2) : words, { size: 10, leading: 15, bold: isHeading })
        sheet.y += isHeading ? 2 : gap
      }
      finishSheet(sheet)
    },
    { title },
  )
  return writePdf(canvas, { title: `${title} · ${town.name}`, author: town.name, createdOn: issuedOn })
}
