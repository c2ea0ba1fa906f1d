import { fillBox, path, short, text, type Canvas } from './engine/canvas'
import type { AlertKind } from './types'

/** What each sign means, for the legend: a sign never stands without its words. */
export const ALERT_LABELS: Record<Exclude<AlertKind, 'note'>, string> = {
  'care-plan': 'Projet d’accueil individualisé',
  allergy: 'Allergie',
  diet: 'Régime',
  'no-photo': 'Pas de photo',
  'leaves-alone': 'Part seul',
  'check-pickup': 'Vérifier qui vient',
}

const CIRCLE_BEND = 0.5523

function circle(x: number, y: number, radius: number): string {
  const bend = radius * CIRCLE_BEND
  const n = (value: number) => short(value)
  return (
    `${n(x + radius)} ${n(y)} m ` +
    `${n(x + radius)} ${n(y + bend)} ${n(x + bend)} ${n(y + radius)} ${n(x)} ${n(y + radius)} c ` +
    `${n(x - bend)} ${n(y + radius)} ${n(x - radius)} ${n(y + bend)} ${n(x - radius)} ${n(y)} c ` +
    `${n(x - radius)} ${n(y - bend)} ${n(x - bend)} ${n(y - radius)} ${n(x)} ${n(y - radius)} c ` +
    `${n(x + bend)} ${n(y - radius)} ${n(x + radius)} ${n(y - bend)} ${n(x + radius)} ${n(y)} c`
  )
}

// drawn in a 12 × 12 box, one colour, legible on a photocopy
const DRAWINGS: Record<Exclude<AlertKind, 'note' | 'care-plan'>, string> = {
  allergy: `6 0.5 m 12 11.5 l 0 11.5 l h f 1 g 5.3 4 1.4 3.8 re f ${circle(6, 9.6, 0.8)} f`,
  diet: `0.9 w 1 J ${circle(6, 6, 5.4)} S 4.2 3 m 4.2 9.2 l S 3 3 m 3 5 l 5.4 5 l 5.4 3 l S 8 9.2 m 8 3 l 9 4.2 9 5.6 8 6.2 c S`,
  'no-photo': `0.9 w 1 J 0.6 3 10.8 7.6 re S 4 3 m 4.6 1.6 l 7.4 1.6 l 8 3 l S ${circle(6, 6.8, 2.2)} S 1.4 w 1 11.4 m 11 0.8 l S`,
  'leaves-alone': `${circle(6.8, 1.6, 1.4)} f 1.5 w 1 J 1 j 6.4 4.2 m 5.6 7.4 l 7.6 9 l 8 11.4 l S 5.6 7.4 m 5 9.4 l 3.4 11.4 l S 3.2 7 m 4 5 l 6.4 4.2 l 7.6 6 l 9.2 6.6 l S`,
  'check-pickup': `1.4 w ${circle(6, 6, 5)} S 2.5 2.5 m 9.5 9.5 l S`,
}

/** Draws the sign of an alert with its left edge at x, centred on the line; returns the width that it takes. */
export function pictogram(canvas: Canvas, kind: AlertKind, x: number, lineTop: number): number {
  if (kind === 'note') return 0
  if (kind === 'care-plan') {
    fillBox(canvas, { x, y: lineTop + 0.6, width: 18, height: 8.8 })
    text(canvas, x + 9, lineTop + 7.4, 'PAI', { size: 6.5, bold: true, white: true, align: 'center' })
    return 21
  }
  path(canvas, `0.75 0 0 0.75 ${short(x)} ${short(lineTop + 0.5)} cm ${DRAWINGS[kind]}`)
  return 12
}
