import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PDFDocument } from './pdfkit'
import { parseFontFile, type FontFile } from './font-file'

/** What we use of the font object that pdfkit opens. */
interface OpenedFont {
  unitsPerEm: number
  ascent: number
  descent: number
  capHeight: number
  xHeight: number
  bbox: { minX: number; minY: number; maxX: number; maxY: number }
  postscriptName: string
  layout(text: string, features?: string[]): ShapedByFontkit
}
interface ShapedByFontkit {
  glyphs: { id: number; advanceWidth: number; codePoints: number[] }[]
  positions: { xAdvance: number }[]
}

/** One word ready for a PDF: its glyphs as the inside of a TJ array, its width in thousandths of the size. */
export interface ShapedWord {
  tj: string
  width: number
  /** glyphs that are not in the core set, and must be added to the document's font */
  extras: number[]
}

export interface PrintFont {
  key: 'F1' | 'F2'
  opened: OpenedFont
  file: FontFile
  core: Set<number>
  advances: Map<number, number>
  codePoints: Map<number, number[]>
  words: Map<string, ShapedWord>
  figures: Map<string, ShapedWord>
}

export interface PrintFonts {
  regular: PrintFont
  bold: PrintFont
}

/** Every glyph of a usual document, always embedded: the same compressed font then serves all the documents. */
const CORE_LETTERS =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789' + 'ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆàâäçéèêëîïôöùûüÿœæñ'
const CORE_SIGNS = '.,;:!?\'’"«»()[]/&@#%*+−=<>–—-_·•…°€×\u0020\u00a0'
const CACHED_WORDS = 20_000

let loaded: PrintFonts | undefined
let directory: string | undefined

/** Names the folder of Inter-Regular.ttf and Inter-SemiBold.ttf, where a host keeps its resources elsewhere than beside the program. */
export function usePrintFontsOf(folder: string): void {
  directory = folder
  loaded = undefined
}

/** Both weights, read once per process. */
export function printFonts(): PrintFonts {
  loaded ??= readFonts(directory ?? findFontFolder())
  return loaded
}

/** Shapes one word (kerning, contextual forms; fixed-width figures on demand). */
export function shapeWord(font: PrintFont, word: string, tabular: boolean): ShapedWord {
  const cache = tabular ? font.figures : font.words
  const known = cache.get(word)
  if (known) return known
  if (cache.size >= CACHED_WORDS) cache.clear()
  const shaped = shape(font, word, tabular)
  cache.set(word, shaped)
  return shaped
}

/** Each sign also between capitals, figures and small letters, where Inter may draw another form of it. */
function coreWords(): string[] {
  const signs = [...CORE_SIGNS].flatMap((sign) => ['A', '0', 'a', 'A ', '0 '].map((near) => near + sign + near.trim()))
  return [...CORE_LETTERS, ...signs, ...signs.map((word) => word.slice(1)), ...signs.map((word) => word.slice(0, -1))]
}

function readFonts(folder: string): PrintFonts {
  return { regular: readFont(folder, 'Inter-Regular.ttf', 'F1'), bold: readFont(folder, 'Inter-SemiBold.ttf', 'F2') }
}

/** The program is run from its sources, or bundled in a file two or three folders below the resources. */
function findFontFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'resources', 'fonts')
    if (existsSync(join(candidate, 'Inter-Regular.ttf'))) return candidate
    if (folder === dirname(folder)) throw new Error('The folder resources/fonts (Inter-Regular.ttf) is missing')
  }
}

function readFont(folder: string, name: string, key: PrintFont['key']): PrintFont {
  const bytes = readFileSync(join(folder, name))
  const font: PrintFont = {
    key,
    opened: openWithPdfkit(bytes),
    file: parseFontFile(bytes),
    core: new Set([0]),
    advances: new Map([[0, 0]]),
    codePoints: new Map(),
    words: new Map(),
    figures: new Map(),
  }
  for (const word of coreWords()) {
    for (const tabular of [false, true]) for (const glyph of shape(font, word, tabular).extras) font.core.add(glyph)
  }
  return font
}

// fontkit is a dependency of pdfkit, not ours: the font is opened by pdfkit and taken from it
function openWithPdfkit(bytes: Buffer): OpenedFont {
  const holder = new PDFDocument({ font: '', autoFirstPage: false }).font(bytes)
  return (holder as unknown as { _font: { font: OpenedFont } })._font.font
}

function shape(font: PrintFont, word: string, tabular: boolean): ShapedWord {
  const run = font.opened.layout(word, tabular ? ['tnum'] : undefined)
  const perMille = 1000 / font.opened.unitsPerEm
  const extras: number[] = []
  let tj = '<'
  let width = 0
  run.glyphs.forEach((glyph, index) => {
    const advance = run.positions[index]?.xAdvance ?? glyph.advanceWidth
    if (!font.core.has(glyph.id)) extras.push(glyph.id)
    if (!font.advances.has(glyph.id)) {
      font.advances.set(glyph.id, glyph.advanceWidth * perMille)
      font.codePoints.set(glyph.id, glyph.codePoints)
    }
    tj += glyph.id.toString(16).padStart(4, '0')
    const kerning = Math.round((glyph.advanceWidth - advance) * perMille)
    if (kerning !== 0) tj += `>${kerning}<`
    width += glyph.advanceWidth * perMille - kerning
  })
  return { tj: `${tj}>`, width, extras }
}
