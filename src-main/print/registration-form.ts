import { formatDateOfYear } from '../../src-shared/format/date'
import { createCanvas, group, leaf, rule, text, type Canvas } from './engine/canvas'
import { writePdf } from './engine/write-pdf'
import { keepTogether } from './invoice-lines'
import {
  baseline,
  BODY_TOP,
  factList,
  finishSheet,
  foldMarks,
  LEFT,
  LINE,
  letterhead,
  MM,
  nextPage,
  paragraph,
  recipient,
  RIGHT,
  section,
  startSheet,
  sumLine,
  THIN,
  titleAndFacts,
  WIDTH,
  type Fact,
  type Sheet,
} from './sheet'
import { startTable, tableRow, type Column } from './table'
import type { PersonOnForm, RegistrationFormDocument } from './types-registration'

const ENROLMENTS: Column[] = [
  { title: 'Enfant', x: LEFT, align: 'left', width: 34 * MM },
  { title: 'Activité', x: LEFT + 36 * MM, align: 'left', width: 62 * MM },
  { title: 'Inscription', x: LEFT + 100 * MM, align: 'left', width: 42 * MM },
  { title: 'Depuis le', x: RIGHT, align: 'right', width: 26 * MM, tabular: true },
]

const labelWidth = 40 * MM

/** The yearly registration forms, one after the other: each family begins a sheet of its own. */
export function renderRegistrationForms(documents: readonly RegistrationFormDocument[]): Promise<Buffer> {
  const [first] = documents
  if (!first) throw new Error('no registration form to print')
  const canvas = createCanvas()
  for (const document of documents) drawForm(canvas, document)
  const title =
    documents.length === 1
      ? `Fiche d’inscription ${first.year} · Famille ${first.family.number}`
      : `Fiches d’inscription ${first.year}`
  return writePdf(canvas, { title, author: first.town.name, createdOn: first.issuedOn })
}

function drawForm(canvas: Canvas, document: RegistrationFormDocument): void {
  const { town, family, year } = document
  group(
    canvas,
    'Sect',
    () => {
      const sheet = startSheet(canvas, {
        town,
        footer: `${town.name} · Fiche d’inscription ${year} · Famille\u00a0${family.number}`,
        runningHead: { left: town.name, right: `Fiche d’inscription ${year} · Famille\u00a0${family.number}` },
      })
      drawHead(sheet, document)
      drawMissing(sheet, document)
      for (const guardian of document.guardians) drawPerson(sheet, guardian)
      drawPerson(sheet, { name: 'La famille', facts: document.familyFacts })
      for (const child of document.children) drawPerson(sheet, child)
      drawEnrolments(sheet, document)
      drawSignature(sheet, document)
      finishSheet(sheet)
    },
    { title: `Fiche d’inscription ${year}` },
  )
}

function drawHead(sheet: Sheet, document: RegistrationFormDocument): void {
  letterhead(sheet)
  recipient(sheet, document.family)
  foldMarks(sheet)
  titleAndFacts(sheet, 'Fiche d’inscription', [
    { label: 'Année scolaire', value: document.year, bold: true },
    { label: 'Famille', value: document.family.number },
    { label: 'Imprimée le', value: formatDateOfYear(document.issuedOn) },
  ])
  sumLine(
    sheet,
    BODY_TOP,
    [
      { label: 'Enfants', value: String(document.children.length) },
      { label: 'Envoyé par la famille', value: document.submitted === '' ? 'Pas encore' : document.submitted },
    ],
    { label: 'Dossier', value: document.complete ? 'Complet' : `Complet à ${document.percent}\u00a0%` },
  )
  sheet.y = BODY_TOP + 60
}

function heading(sheet: Sheet, title: string): void {
  keepTogether(sheet, 60)
  sheet.y += 9
  leaf(sheet.canvas, 'H2', () => {
    text(sheet.canvas, LEFT, baseline(sheet.y, 11, 15), title, { size: 11, bold: true })
  })
  sheet.y += 18
}

function drawMissing(sheet: Sheet, { missing, complete }: RegistrationFormDocument): void {
  if (complete) return
  section(sheet, 'Ce qui manque', () => {
    heading(sheet, 'Ce qui manque')
    for (const point of missing) paragraph(sheet, `–\u00a0${point}`)
  })
}

function drawPerson(sheet: Sheet, { name, facts }: PersonOnForm): void {
  if (facts.length === 0) return
  section(sheet, name, () => {
    heading(sheet, name)
    for (const fact of facts) drawFact(sheet, fact)
  })
}

function drawFact(sheet: Sheet, fact: Fact): void {
  if (sheet.y + 2 * LINE > sheet.bottom) nextPage(sheet)
  sheet.y = factList(sheet, [fact], LEFT, sheet.y, labelWidth, WIDTH - labelWidth)
}

function drawEnrolments(sheet: Sheet, { enrolments }: RegistrationFormDocument): void {
  if (enrolments.length === 0) return
  section(sheet, 'Inscriptions', () => {
    heading(sheet, 'Inscriptions aux activités')
    const table = startTable(sheet, ENROLMENTS)
    for (const one of enrolments) {
      tableRow(table, [one.childName, one.activityName, one.mode, formatDateOfYear(one.from)])
    }
  })
}

function drawSignature(sheet: Sheet, { town }: RegistrationFormDocument): void {
  keepTogether(sheet, 110)
  sheet.y += 15
  paragraph(
    sheet,
    'Je certifie l’exactitude de ces renseignements et m’engage à signaler tout changement. Les renseignements de santé figurent sur la fiche sanitaire de liaison.',
    { size: 8 },
  )
  sheet.y += 12
  leaf(sheet.canvas, 'P', () => {
    text(sheet.canvas, LEFT, baseline(sheet.y, 9), 'Date', { size: 9 })
    text(sheet.canvas, LEFT + 60 * MM, baseline(sheet.y, 9), 'Signature du responsable', { size: 9 })
  })
  sheet.y += 48
  rule(sheet.canvas, { x: LEFT, y: sheet.y }, { x: LEFT + 50 * MM, y: sheet.y }, THIN)
  rule(sheet.canvas, { x: LEFT + 60 * MM, y: sheet.y }, { x: RIGHT, y: sheet.y }, THIN)
  sheet.y += 9
  paragraph(
    sheet,
    `${town.name} traite ces renseignements pour inscrire et accueillir vos enfants. Vous pouvez les consulter et les faire corriger à tout moment.`,
    { size: 7.5 },
  )
}
