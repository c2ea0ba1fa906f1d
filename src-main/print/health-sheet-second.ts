import { needLabels, type ChildNeed } from '../../src-shared/labels/child'
import { fillBox, leaf, strokeBox, text } from './engine/canvas'
import { textWidth, wrapText } from './engine/text'
import { choice, dottedLines, fieldLine, numberedTitle } from './health-sheet-parts'
import type { HealthSheetDocument } from './health-sheet-types'
import { LEFT, LINE, RIGHT, THIN, WIDTH, baseline, nextPage, paragraph, type Sheet } from './sheet'

const NBSP = '\u00a0'
const LABEL_WIDTH = 85

/** What to do, and what the parents add and sign by hand. */
export function drawSecondPage(sheet: Sheet, document: HealthSheetDocument): void {
  nextPage(sheet)
  drawAllergies(sheet, document)
  drawTreatments(sheet, document)
  drawIllnesses(sheet)
  numberedTitle(sheet, '7. Précautions à prendre', 'dites ce qu’il faut faire ou éviter, pas le diagnostic')
  if (document.precautions !== '') paragraph(sheet, document.precautions)
  dottedLines(sheet, document.precautions === '' ? 3 : 1)
  drawNeeds(sheet, document)
  drawDoctor(sheet, document)
  drawSignatures(sheet, document)
}

const kinds = [
  ['food', 'Alimentaire'],
  ['asthma', 'Asthme'],
  ['drug', 'Médicament'],
  ['other', 'Autre'],
] as const

const ALLERGIES = '4. Allergies et projet d’accueil individualisé'

/** White on black beside the title: it is seen when the sheets are leafed through. */
function planBadge(sheet: Sheet): void {
  const { canvas } = sheet
  const x = LEFT + textWidth(canvas.fonts.bold, ALLERGIES, 11) + 9
  const top = sheet.y - 23
  fillBox(canvas, { x, y: top, width: 19, height: 10 })
  leaf(canvas, 'P', () => {
    text(canvas, x + 9.5, baseline(top - 1, 7), 'PAI', { size: 7, bold: true, white: true, align: 'center' })
  })
}

function drawAllergies(sheet: Sheet, { allergies, carePlans }: HealthSheetDocument): void {
  numberedTitle(sheet, ALLERGIES, '')
  if (carePlans.length > 0) planBadge(sheet)
  const top = sheet.y
  let x = LEFT
  for (const [kind, label] of kinds)
    x = choice(
      sheet,
      x,
      label,
      allergies.some((one) => one.kind === kind),
    )
  const { canvas } = sheet
  if (allergies.length === 0) {
    leaf(canvas, 'P', () => {
      text(canvas, RIGHT, baseline(top, 9), 'aucune allergie signalée', { size: 9, align: 'right' })
    })
  }
  sheet.y += LINE + 7
  for (const { label, instruction } of allergies) titled(sheet, label, instruction || 'Conduite à tenir à préciser.')
  for (const { text: words, instruction } of carePlans) titled(sheet, 'PAI', `${instruction} ${words}`)
  sheet.y += 10
}

/** A word in bold at the left, its text beside. */
function titled(sheet: Sheet, title: string, words: string): void {
  const { canvas } = sheet
  const heading = wrapText(canvas.fonts.bold, title, 9, LABEL_WIDTH - 6)
  const lines = wrapText(canvas.fonts.regular, words, 9, WIDTH - LABEL_WIDTH)
  const height = Math.max(heading.length, lines.length) * LINE
  if (sheet.y + height > sheet.bottom) nextPage(sheet)
  leaf(canvas, 'P', () => {
    heading.forEach((line, index) => {
      text(canvas, LEFT, baseline(sheet.y + index * LINE, 9), line, { size: 9, bold: true })
    })
    lines.forEach((line, index) => {
      text(canvas, LEFT + LABEL_WIDTH, baseline(sheet.y + index * LINE, 9), line, { size: 9 })
    })
  })
  sheet.y += height + 6
}

function drawTreatments(sheet: Sheet, { treatments }: HealthSheetDocument): void {
  numberedTitle(sheet, '5. Traitement en cours', '')
  const next = choice(sheet, LEFT, 'Aucun', treatments.length === 0)
  choice(
    sheet,
    next,
    `Oui${NBSP}: joindre l’ordonnance et les boîtes d’origine, au nom de l’enfant`,
    treatments.length > 0,
  )
  sheet.y += LINE + 5
  for (const treatment of treatments) paragraph(sheet, treatment)
  paragraph(sheet, 'Aucun médicament n’est donné sans ordonnance, sauf ce que prévoit le PAI.', { size: 8 })
  sheet.y += 14
}

const illnesses = [
  ...['Rubéole', 'Varicelle', 'Angine', 'Otite', 'Scarlatine'],
  ...['Coqueluche', 'Rougeole', 'Oreillons', 'Rhumatisme articulaire'],
]
const ILLNESS_STEP = 97

/** Never kept by the program: the boxes are for the paper alone. */
function drawIllnesses(sheet: Sheet): void {
  numberedTitle(
    sheet,
    '6. Maladies déjà eues',
    `à cocher par la famille${NBSP}; sur papier seulement, jamais enregistré`,
  )
  illnesses.forEach((label, index) => {
    if (index === 5) sheet.y += 18
    choice(sheet, LEFT + (index % 5) * ILLNESS_STEP, label, false)
  })
  sheet.y += LINE + 14
}

const printedNeeds: readonly ChildNeed[] = ['glasses', 'lenses', 'hearing-aid', 'dental-appliance']

function drawNeeds(sheet: Sheet, { needs, needsNote }: HealthSheetDocument): void {
  numberedTitle(sheet, '8. Recommandations utiles', '')
  let x = LEFT
  for (const need of printedNeeds) x = choice(sheet, x, needLabels[need], needs.includes(need))
  const others = needs.filter((need) => !(printedNeeds as readonly string[]).includes(need))
  choice(sheet, x, 'Autre', others.length > 0 || (needs.length === 0 && needsNote !== ''))
  sheet.y += LINE + 5
  const words = [...others.map((need) => needLabels[need as ChildNeed] ?? need), needsNote].filter(Boolean).join('. ')
  if (words !== '') paragraph(sheet, words)
  sheet.y += 14
}

function drawDoctor(sheet: Sheet, { doctor, doctorPhone, insuranceText }: HealthSheetDocument): void {
  numberedTitle(sheet, '9. Médecin traitant et assurance', '', true, 60)
  const width = (WIDTH - 20) / 3
  fieldLine(sheet, { x: LEFT, y: sheet.y, width }, 'Médecin', doctor)
  fieldLine(sheet, { x: LEFT + width + 10, y: sheet.y, width }, 'Téléphone', doctorPhone)
  fieldLine(sheet, { x: LEFT + 2 * (width + 10), y: sheet.y, width }, 'N° de sécurité sociale', '')
  sheet.y += 31
  if (insuranceText !== '') paragraph(sheet, `Assurance${NBSP}: ${insuranceText}.`, { size: 8 })
  paragraph(
    sheet,
    `Numéro de sécurité sociale du responsable${NBSP}: à écrire à la main si vous le souhaitez${NBSP}; il n’est pas enregistré.`,
    { size: 8 },
  )
  sheet.y += 14
}

const AGREEMENT = `déclarons exacts les renseignements de cette fiche. Nous autorisons le responsable de l’accueil à faire prendre, sur avis médical, les mesures rendues nécessaires par l’état de l’enfant${NBSP}: soins, hospitalisation, intervention. Nous sommes prévenus aussitôt.`
const SIGNATURE_HEIGHT = 78

function drawSignatures(sheet: Sheet, { guardians }: HealthSheetDocument): void {
  numberedTitle(sheet, '10. Autorisation', '', true, 50 + SIGNATURE_HEIGHT)
  paragraph(sheet, `Nous, responsables légaux de l’enfant, ${AGREEMENT}`)
  sheet.y += 8
  const names = guardians.length > 0 ? guardians.slice(0, 2) : ['Responsable']
  const width = (WIDTH - 12) / 2
  const { canvas } = sheet
  names.forEach((name, index) => {
    const x = LEFT + index * (width + 12)
    strokeBox(canvas, { x, y: sheet.y, width, height: SIGNATURE_HEIGHT }, THIN)
    leaf(canvas, 'P', () => {
      text(canvas, x + 8, baseline(sheet.y + 6, 8), name, { size: 8, bold: true })
      text(canvas, x + 8, baseline(sheet.y + 18, 8), `Date et signature${NBSP}:`, { size: 8 })
    })
  })
  sheet.y += SIGNATURE_HEIGHT
}
