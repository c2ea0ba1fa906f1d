import { formatDateOfYear } from '../../src-shared/format/date'
import { createCanvas, group, leaf, rule, strokeBox, text } from './engine/canvas'
import { fitText, textWidth, wrapText } from './engine/text'
import { writePdf } from './engine/write-pdf'
import { fieldLine, numberedTitle } from './health-sheet-parts'
import { contactTable, vaccineTable } from './health-sheet-tables'
import { drawSecondPage } from './health-sheet-second'
import type { HealthSheetDocument } from './health-sheet-types'
import { LEFT, RIGHT, THIN, WIDTH, baseline, finishSheet, letterhead, paragraph, startSheet, type Sheet } from './sheet'

const PHOTO_WIDTH = 85
const PHOTO_HEIGHT = 117
const FIELDS_WIDTH = WIDTH - PHOTO_WIDTH - 17

const NBSP = '\u00a0'

/** « Fiche sanitaire de liaison »: two pages, filled from the file, to be checked and signed by hand. */
export function renderHealthSheet(document: HealthSheetDocument): Promise<Buffer> {
  const canvas = createCanvas()
  const { firstName, lastName, birthDate } = document.child
  const name = `${firstName} ${lastName}`
  const born = birthDate ? `, ${document.child.sex === 'F' ? 'née' : 'né'} le ${formatDateOfYear(birthDate)}` : ''
  group(
    canvas,
    'Sect',
    () => {
      const sheet = startSheet(canvas, {
        town: document.town,
        footer: `${name} · Fiche sanitaire ${document.schoolYear} · rendue à la famille ou détruite en fin d’année`,
        runningHead: {
          left: `Fiche sanitaire de liaison · ${document.schoolYear}`,
          right: `${lastName.toUpperCase()} ${firstName}${born}`,
        },
      })
      drawFirstPage(sheet, document)
      drawSecondPage(sheet, document)
      finishSheet(sheet)
    },
    { title: 'Fiche sanitaire de liaison' },
  )
  return writePdf(canvas, {
    title: `Fiche sanitaire de liaison · ${name}`,
    author: document.town.name,
    createdOn: document.printedOn,
  })
}

function drawFirstPage(sheet: Sheet, document: HealthSheetDocument): void {
  letterhead(sheet, false)
  confidentialBox(sheet)
  const { canvas } = sheet
  leaf(canvas, 'H1', () => {
    text(canvas, LEFT, baseline(108, 16, 24), 'Fiche sanitaire de liaison', { size: 16, bold: true })
  })
  leaf(canvas, 'P', () => {
    const school = document.child.schoolText === '' ? '' : ` · ${document.child.schoolText}`
    const line = fitText(canvas.fonts.regular, `Année scolaire ${document.schoolYear}${school}`, 9, WIDTH)
    text(canvas, LEFT, baseline(132, 9), line, { size: 9 })
  })
  sheet.y = 149
  const filled = `Remplie d’après votre dossier le ${formatDateOfYear(document.printedOn)}.`
  paragraph(
    sheet,
    `${filled} Corrigez à la main ce qui a changé, complétez la page 2 et signez. Une seule fiche suffit pour tous les accueils de l’année.`,
    { size: 8, width: 380 },
  )
  sheet.y += 13
  numberedTitle(sheet, '1. L’enfant', '', false)
  drawChild(sheet, document)
  numberedTitle(sheet, '2. Responsables et personnes à prévenir', '', false)
  contactTable(sheet, document.contacts)
  sheet.y += 14
  numberedTitle(sheet, '3. Vaccins obligatoires', document.vaccines.cohortText, false)
  vaccineTable(sheet, document.vaccines.rows)
  sheet.y += 6
  paragraph(
    sheet,
    `${document.vaccines.seenText} S’il manque un vaccin${NBSP}: accueil provisoire, trois mois pour le faire.`.trim(),
    { size: 8 },
  )
  sheet.y += 6
  otherVaccines(sheet)
}

function confidentialBox(sheet: Sheet): void {
  const { canvas } = sheet
  const box = { x: RIGHT - 187, y: 48, width: 187, height: 48 }
  strokeBox(canvas, box, THIN)
  leaf(canvas, 'P', () => {
    text(canvas, box.x + 8, baseline(54, 8), 'Confidentiel', { size: 8, bold: true })
    const words = 'À rendre sous pli fermé. Lue seulement par ceux qui accueillent l’enfant.'
    wrapText(canvas.fonts.regular, words, 8, box.width - 16).forEach((line, index) => {
      text(canvas, box.x + 8, baseline(66 + index * 12, 8), line, { size: 8 })
    })
  })
}

const sexText = { F: 'féminin', M: 'masculin', '': '' }

function drawChild(sheet: Sheet, { child }: HealthSheetDocument): void {
  const { canvas } = sheet
  const top = sheet.y
  const half = (FIELDS_WIDTH - 10) / 2
  const second = LEFT + half + 10
  fieldLine(sheet, { x: LEFT, y: top, width: half }, 'Nom', child.lastName.toUpperCase())
  fieldLine(sheet, { x: second, y: top, width: half }, 'Prénom', child.firstName)
  const born = child.birthDate ? formatDateOfYear(child.birthDate) : ''
  fieldLine(sheet, { x: LEFT, y: top + 30, width: half }, 'Date de naissance', born)
  fieldLine(sheet, { x: second, y: top + 30, width: 56 }, 'Sexe', sexText[child.sex])
  fieldLine(sheet, { x: second + 66, y: top + 30, width: half - 66 }, 'Classe', child.schoolText)
  fieldLine(sheet, { x: LEFT, y: top + 60, width: FIELDS_WIDTH }, 'Adresse', child.addressText)
  fieldLine(sheet, { x: LEFT, y: top + 90, width: half }, 'Repas', child.mealText)
  fieldLine(sheet, { x: second, y: top + 90, width: half }, 'Droit à l’image', child.imageText)
  const box = { x: RIGHT - PHOTO_WIDTH, y: top - 2, width: PHOTO_WIDTH, height: PHOTO_HEIGHT }
  if (child.photo) {
    const side = PHOTO_WIDTH
    canvas.page.images.push({ png: child.photo, x: box.x, y: box.y, width: side, height: side })
  } else {
    strokeBox(canvas, box, THIN)
    leaf(canvas, 'P', () => {
      text(canvas, box.x + PHOTO_WIDTH / 2, baseline(box.y + 52, 8), 'Photo', { size: 8, align: 'center' })
    })
  }
  sheet.y = top + 136
}

function otherVaccines(sheet: Sheet): void {
  const { canvas } = sheet
  const words = `Autres vaccins (BCG, varicelle…), avec la date${NBSP}:`
  leaf(canvas, 'P', () => text(canvas, LEFT, baseline(sheet.y, 8), words, { size: 8 }))
  const from = LEFT + textWidth(canvas.fonts.regular, words, 8) + 4
  rule(canvas, { x: from, y: sheet.y + 10 }, { x: RIGHT, y: sheet.y + 10 }, THIN, '0.8 1.2')
}
