import { formatDateOfYear } from '../../src-shared/format/date'
import type { LocalDate } from '../../src-shared/kernel/local-date'
import { createCanvas, fillBox, group, leaf, strokeBox, text, type Canvas } from './engine/canvas'
import { textWidth } from './engine/text'
import { writePdf } from './engine/write-pdf'
import {
  baseline,
  BODY_TOP,
  finishSheet,
  foldMarks,
  LEFT,
  letterhead,
  paragraph,
  recipient,
  startSheet,
  THIN,
  titleAndFacts,
  townColor,
  WIDTH,
  type Sheet,
} from './sheet'
import { qrCode } from './qr-code'
import type { PrintFamily, PrintTown } from './types'

/** The letter that opens the portal to somebody without an e-mail address. */
export interface AccessLetterDocument {
  town: PrintTown
  family: PrintFamily
  greeting: string
  /** First names. */
  children: string[]
  /** Who follows the family at the town hall. */
  agent: string
  on: LocalDate
  login: string
  /** 'K7QF – 3MTP – XH42' */
  code: string
  validUntil: LocalDate
  portalUrl: string
  passwordLength: number
}

export function renderAccessLetter(document: AccessLetterDocument): Promise<Buffer> {
  const { town, family, on } = document
  const canvas = createCanvas()
  const title = 'Accès au portail famille'
  group(
    canvas,
    'Sect',
    () => {
      const sheet = startSheet(canvas, {
        town,
        footer: `${town.name} · ${title} · Famille\u00a0${family.number}`,
        runningHead: { left: town.name, right: title },
      })
      drawLetter(sheet, document)
      finishSheet(sheet)
    },
    { title },
  )
  return writePdf(canvas, { title: `${title} · ${town.name}`, author: town.name, createdOn: on })
}

const body = { size: 10, leading: 15 }

function drawLetter(sheet: Sheet, document: AccessLetterDocument): void {
  const { family, children, agent, on, greeting, validUntil } = document
  letterhead(sheet)
  recipient(sheet, family)
  foldMarks(sheet)
  titleAndFacts(sheet, 'Votre accès au portail', [
    { label: 'Le', value: formatDateOfYear(on) },
    { label: 'Famille', value: family.number },
    ...(children.length > 0 ? [{ label: children.length > 1 ? 'Enfants' : 'Enfant', value: children.join(', ') }] : []),
    { label: 'Suivi par', value: agent },
  ])
  sheet.y = BODY_TOP
  paragraph(sheet, greeting, body)
  sheet.y += 8
  paragraph(
    sheet,
    'Vous pouvez réserver, prévenir d’une absence et payer sur le portail famille. Aucune adresse e-mail n’est nécessaire\u00a0: ce courrier suffit pour ouvrir votre accès.',
    body,
  )
  sheet.y += 14
  codeBox(sheet, document)
  sheet.y += 18
  steps(sheet, stepsOf(document))
  sheet.y += 10
  paragraph(
    sheet,
    `Ce code ne sert qu’une fois. Ne le donnez à personne\u00a0: aucun agent ne vous le demandera, ni par téléphone ni à l’accueil. Après le ${formatDateOfYear(validUntil)}, ou si vous l’avez perdu, le guichet vous en remet un autre sur présentation d’une pièce d’identité.`,
    body,
  )
  sheet.y += 8
  paragraph(
    sheet,
    `Vous préférez le papier ou le guichet\u00a0? Rien ne change\u00a0: vos factures arrivent comme avant.`,
    body,
  )
  signature(sheet, document)
}

const firstVisit = (portalUrl: string) => `${portalUrl.replace(/\/$/, '')}/premiere-connexion`

function stepsOf({ portalUrl, children, passwordLength }: AccessLetterDocument): string[] {
  const address = firstVisit(portalUrl).replace(/^https?:\/\//, '')
  const birth = children.length > 0 ? ', le code et la date de naissance de votre enfant' : ' et le code'
  return [
    `Flashez le carré, ou ouvrez ${address} dans un navigateur, sur un téléphone ou un ordinateur.`,
    `Saisissez votre identifiant${birth}. Le code ne contient ni zéro ni lettre O\u00a0; les minuscules sont acceptées.`,
    `Choisissez un mot de passe d’au moins ${passwordLength} caractères. L’accès est ouvert aussitôt.`,
  ]
}

const BOX_HEIGHT = 108

const QR_SIZE = 82

function codeBox(sheet: Sheet, { login, code, validUntil, town, portalUrl }: AccessLetterDocument): void {
  const { canvas, y: top } = sheet
  strokeBox(canvas, { x: LEFT + 2, y: top, width: WIDTH - 2.4, height: BOX_HEIGHT }, THIN)
  fillBox(canvas, { x: LEFT, y: top - 0.4, width: 4.5, height: BOX_HEIGHT + 0.8 }, townColor(town))
  const x = LEFT + 18
  leaf(canvas, 'P', () => {
    text(canvas, x, baseline(top + 12, 9), 'Code d’activation', { size: 9 })
    spacedCode(canvas, x, baseline(top + 31, 22, 26), code)
  })
  factBelow(canvas, x, top + 68, 'Votre identifiant', login)
  factBelow(canvas, x + 170, top + 68, 'Valable jusqu’au', formatDateOfYear(validUntil))
  // The address alone: the code stays on the paper, and is typed.
  const square = { x: LEFT + WIDTH - QR_SIZE - 13, y: top + 13, size: QR_SIZE }
  qrCode(canvas, square, firstVisit(portalUrl), `Code à flasher\u00a0: ${firstVisit(portalUrl)}`)
  sheet.y = top + BOX_HEIGHT
}

/** Letter by letter, as it will be typed. */
function spacedCode(canvas: Canvas, x: number, line: number, code: string): void {
  let at = x
  for (const sign of code) {
    const size = 22
    text(canvas, at, line, sign, { size, bold: true })
    at += (sign === ' ' ? 6 : textWidth(canvas.fonts.bold, sign, size)) + 1.4
  }
}

function factBelow(canvas: Canvas, x: number, top: number, label: string, value: string): void {
  leaf(canvas, 'P', () => {
    text(canvas, x, baseline(top, 9), label, { size: 9 })
    text(canvas, x, baseline(top + 13, 10), value, { size: 10, bold: true })
  })
}

function steps(sheet: Sheet, list: string[]): void {
  list.forEach((step, index) => {
    text(sheet.canvas, LEFT, baseline(sheet.y, 10, 15), String(index + 1), { size: 10, bold: true })
    paragraph(sheet, step, { ...body, x: LEFT + 25, width: WIDTH - 25 })
    sheet.y += 6
  })
}

function signature(sheet: Sheet, { agent, town }: AccessLetterDocument): void {
  sheet.y += 24
  const x = LEFT + WIDTH / 2
  paragraph(sheet, agent, { ...body, x, width: WIDTH / 2, bold: true })
  paragraph(sheet, town.name, { ...body, x, width: WIDTH / 2 })
}
