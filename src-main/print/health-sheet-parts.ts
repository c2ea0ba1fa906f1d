import { leaf, path, rule, strokeBox, text } from './engine/canvas'
import { fitText, textWidth } from './engine/text'
import { HAIR, LEFT, LINE, RIGHT, THIN, baseline, nextPage, type Sheet } from './sheet'

/** A title of the sheet with its remark in small letters, over a rule where a form follows. */
export function numberedTitle(sheet: Sheet, title: string, remark: string, ruled = true, keep = 40): void {
  if (sheet.y + 24 + keep > sheet.bottom) nextPage(sheet)
  const { canvas } = sheet
  leaf(canvas, 'H2', () => {
    const width = text(canvas, LEFT, baseline(sheet.y, 11, 15), title, { size: 11, bold: true })
    if (remark !== '') text(canvas, LEFT + width + 9, baseline(sheet.y + 1, 8, 15), remark, { size: 8 })
  })
  sheet.y += ruled ? 19 : 22
  if (!ruled) return
  rule(canvas, { x: LEFT, y: sheet.y }, { x: RIGHT, y: sheet.y }, THIN)
  sheet.y += 6
}

/** A small label, its value, and the line on which it is corrected by hand. */
export function fieldLine(
  sheet: Sheet,
  { x, y, width }: { x: number; y: number; width: number },
  label: string,
  value: string,
): void {
  const { canvas } = sheet
  leaf(canvas, 'P', () => {
    text(canvas, x, baseline(y, 7.5, 9), label, { size: 7.5 })
    text(canvas, x, baseline(y + 10, 10), fitText(canvas.fonts.regular, value, 10, width), { size: 10 })
  })
  rule(canvas, { x, y: y + 25 }, { x: x + width, y: y + 25 }, HAIR)
}

/** A box to tick; its words are read with « coché » so that a screen reader hears it. */
export function checkBox(sheet: Sheet, x: number, top: number, isChecked: boolean): void {
  const { canvas } = sheet
  strokeBox(canvas, { x, y: top + 2.4, width: 7.2, height: 7.2 }, THIN)
  if (isChecked) path(canvas, `1.1 w 1 J ${x + 1.5} ${top + 6} m ${x + 3.1} ${top + 7.7} l ${x + 5.9} ${top + 4} l S`)
}

/** A ticked or empty box followed by its words. Returns where the next one begins. */
export function choice(sheet: Sheet, x: number, label: string, isChecked: boolean): number {
  const { canvas } = sheet
  leaf(
    canvas,
    'P',
    () => {
      checkBox(sheet, x, sheet.y, isChecked)
      text(canvas, x + 12, baseline(sheet.y, 9), label, { size: 9 })
    },
    { alternative: `${label}\u00a0: ${isChecked ? 'oui' : 'non'}` },
  )
  return x + 12 + textWidth(canvas.fonts.regular, label, 9) + 17
}

/** Lines to write on by hand. */
export function dottedLines(sheet: Sheet, count: number): void {
  for (let index = 0; index < count; index += 1) {
    sheet.y += 21
    rule(sheet.canvas, { x: LEFT, y: sheet.y }, { x: RIGHT, y: sheet.y }, THIN, '0.8 1.2')
  }
  sheet.y += LINE
}
