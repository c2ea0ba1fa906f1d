import { cellCodes } from '../../../src-shared/contract/staff/planning'
import { describeState } from '../../../src-shared/rules/booking-display'
import type { Layout } from './layout'
import { cellKey, type Column, type Model, type Row } from './model'

export interface Face {
  /** Class of the mark, see planning.css. */
  mark: string
  text: string
  words: string
}

const faces: Readonly<Record<string, Face>> = {
  p: { mark: 'p', text: '', words: 'présent' },
  u: { mark: 'pp', text: '+', words: 'présent sans réservation' },
  o: { mark: 'o', text: 'HC', words: 'heure hors contrat' },
  q: { mark: 'q', text: 'DR', words: 'demande en cours' },
  y: { mark: 'pay', text: '€', words: 'en attente de paiement' },
  d: { mark: 'da', text: 'DA', words: 'annulation demandée' },
  a: { mark: 'at', text: 'AT', words: 'absence en traitement' },
  e: { mark: 'e', text: 'AE', words: 'absent excusé' },
  f: { mark: 'f', text: 'AF', words: 'absent facturé' },
  c: { mark: 'c', text: 'R', words: 'annulé sans frais' },
  x: { mark: 'no', text: '×', words: 'refusé' },
}
const toComplete = (words: string): Face => ({ mark: 'x', text: '!', words })

/** What a cell shows; null when it is empty. */
export function faceOf(model: Model, row: Row, rowIndex: number, column: Column, at: number): Face | null {
  const letter = row.letters[at] ?? ''
  if (letter === cellCodes.departureMissing) return toComplete('départ non pointé, à compléter')
  if (letter === 'r') return bookedFace(model, row, column)
  if (letter === 'w') {
    const rank = model.ranks.get(cellKey(rowIndex, at))
    const text = rank ? (rank === 1 ? '1er' : `${rank}e`) : 'LA'
    return { mark: 'w', text, words: describeState('waiting', rank) }
  }
  return faces[letter] ?? null
}

function bookedFace(model: Model, row: Row, column: Column): Face {
  if (column.date < model.grid.today) return toComplete('réservé, présence non pointée')
  if (column.openings.length === 0) return toComplete('réservé un jour de fermeture')
  if (column.locked) return { mark: 'l', text: 'R', words: 'réservé, délai d’annulation passé' }
  return { mark: 'r', text: 'R', words: 'réservé' }
}

/** The state in words, for the line above the grid and for those who listen. */
export function wordsOf(model: Model, row: Row, rowIndex: number, column: Column, at: number): string {
  const letter = row.letters[at] ?? ''
  if (letter === cellCodes.outside) return 'pas d’inscription ce jour-là'
  if (letter === cellCodes.closed) return 'fermé pour son groupe'
  if (letter === cellCodes.free) return column.date < model.grid.today ? 'rien de réservé' : 'libre'
  return faceOf(model, row, rowIndex, column, at)?.words ?? 'libre'
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign)

export interface RowMarks {
  carePlan: boolean
  refusals: ReadonlyMap<string, string>
  highlighted: boolean
}

const cross =
  '<svg class="pai" width="12" height="12" viewBox="0 0 20 20" role="img" aria-label="PAI"><path d="M8 3.6h4V8h4.4v4H12v4.4H8V12H3.6V8H8z"/></svg>'
const split =
  '<svg class="two" width="12" height="12" viewBox="0 0 20 20" role="img" aria-label="garde alternée"><path d="M10 3.4v4.2c0 2-1.6 3-3.2 4.2S4.4 14.4 4.4 16.6M10 7.6c0 2 1.6 3 3.2 4.2s2.4 2.6 2.4 4.800"/></svg>'

/** One row as text: written at once, it costs far less than a component for each cell. */
export function paintRow(model: Model, layout: Layout, rowIndex: number, marks: RowMarks): string {
  const row = model.rows[rowIndex]
  if (!row) return ''
  const name = `<span><b>${escapeHtml(row.lastName)}</b> ${escapeHtml(row.firstName)}</span>`
  const title = `${escapeHtml(`${row.lastName} ${row.firstName}`)}, famille ${escapeHtml(row.familyName)}`
  const signs = `${row.shared ? split : ''}${marks.carePlan ? cross : ''}<em>${escapeHtml(row.classLevel)}</em>`
  const head = `<div class="nm${marks.highlighted ? ' hl' : ''}" role="rowheader" title="${title}">${name}${signs}</div>`
  return head + layout.columns.map((placed, order) => paintCell(model, row, rowIndex, placed, order, marks)).join('')
}

function paintCell(
  model: Model,
  row: Row,
  rowIndex: number,
  { column, index, firstOfDay, gap, width }: Layout['columns'][number],
  order: number,
  marks: RowMarks,
): string {
  const letter = row.letters[index]
  const face = faceOf(model, row, rowIndex, column, index)
  const key = cellKey(rowIndex, index)
  const memo = model.memos.get(key)
  const refused = marks.refusals.get(key)
  const classes = [
    firstOfDay ? 's' : '',
    letter === cellCodes.outside ? 'na' : letter === cellCodes.closed ? 'sh' : '',
    memo ? 'mm' : '',
    refused ? 'rf' : '',
  ].filter(Boolean)
  const style = gap > 0 ? `margin-left:${gap}px;width:${width}px` : `width:${width}px`
  const title = refused ?? memo
  const hint = title ? ` title="${escapeHtml(title)}"` : ''
  const mark = face ? `<i class="${face.mark}">${face.text}</i>` : ''
  const named = classes.length > 0 ? ` class="${classes.join(' ')}"` : ''
  return `<b role="gridcell" id="pc-${rowIndex}-${index}" aria-colindex="${order + 2}"${named} style="${style}"${hint}>${mark}</b>`
}
