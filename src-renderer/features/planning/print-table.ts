import { formatMonth } from '../../../src-shared/format/date'
import type { Layout } from './layout'
import type { ColumnTotal, Model } from './model'
import { escapeHtml, faceOf } from './paint-row'

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** The month as a plain table for A4 landscape: its head comes back on each sheet of paper. */
export function printTable(
  model: Model,
  layout: Layout,
  rows: readonly number[],
  totals: readonly ColumnTotal[],
): string {
  const title = `${escapeHtml(model.grid.structureName)}, planning de ${capital(formatMonth(model.grid.month)).toLowerCase()}`
  const days = layout.days
    .map(({ date, short, number }) => {
      const span = layout.columns.filter(({ column }) => column.date === date).length
      return `<th class="s" colspan="${span}" scope="colgroup">${short} <b>${number}</b></th>`
    })
    .join('')
  const slots = layout.columns
    .map(
      ({ column, firstOfDay }) =>
        `<th${firstOfDay ? ' class="s"' : ''} scope="col">${escapeHtml(column.slot.letter)}</th>`,
    )
    .join('')
  const foot = layout.columns
    .map(({ firstOfDay }, at) => `<td${firstOfDay ? ' class="s"' : ''}>${totals[at]?.children ?? 0}</td>`)
    .join('')
  return `<table><caption>${title}</caption><thead><tr><th rowspan="2" class="n">${rows.length} enfants</th>${days}</tr><tr>${slots}</tr></thead>
<tbody>${rows.map((row) => printRow(model, layout, row)).join('')}</tbody><tfoot><tr><th class="n">Enfants</th>${foot}</tr></tfoot></table>`
}

function printRow(model: Model, layout: Layout, at: number): string {
  const row = model.rows[at]
  if (!row) return ''
  const cells = layout.columns.map(({ column, index, firstOfDay }) => {
    const face = faceOf(model, row, at, column, index)
    const text = face ? (face.mark === 'p' ? '✓' : face.text) : ''
    return `<td${firstOfDay ? ' class="s"' : ''}>${text}</td>`
  })
  return `<tr><th class="n" scope="row"><b>${escapeHtml(row.lastName)}</b> ${escapeHtml(row.firstName)} <em>${escapeHtml(row.classLevel)}</em></th>${cells.join('')}</tr>`
}
