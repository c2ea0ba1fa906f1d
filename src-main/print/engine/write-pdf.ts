import { deflateSync } from 'node:zlib'
import { PDFDocument } from './pdfkit'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { javascriptDate } from '../../kernel/javascript-date'
import type { Canvas, CanvasPage, TagNode } from './canvas'
import { subsetFontFile } from './font-file'
import type { PrintFont } from './fonts'

export interface PdfInformation {
  title: string
  author: string
  /** what the document says of its own date; the same data give the same file */
  createdOn: LocalDate
}

/** The part of pdfkit's reference that we use; its own types leave the object's data out. */
interface Reference {
  data: Record<string, unknown>
  write(chunk: Uint8Array | string): void
  end(): void
}
interface ContentStream {
  buffer: Uint8Array[]
  compress: boolean
}
interface Internals {
  _write: (data: string | Uint8Array) => void
  _offset: number
  push: (end: null) => boolean
  ref(data: Record<string, unknown>): Reference
  getStructTreeRoot(): Reference
  getStructParentTree(): { add(key: number, value: unknown): void }
  page: { content: ContentStream; dictionary: Reference; fonts: Record<string, Reference>; structParentTreeKey: number }
}

/** Writes the drawn pages as a tagged PDF (PDF/UA: language, title, reading order). */
export function writePdf(canvas: Canvas, information: PdfInformation): Promise<Buffer> {
  // the published types lack PDF/UA and the empty font that spares an unused Helvetica
  const document = new PDFDocument({
    autoFirstPage: false,
    bufferPages: true,
    margin: 0,
    font: '',
    pdfVersion: '1.7',
    lang: 'fr',
    tagged: true,
    displayTitle: true,
    subset: 'PDF/UA',
    info: {
      // pdfkit copies the title into an XML packet without escaping it
      Title: information.title.replace(/&/g, 'et').replace(/[<>]/g, ' '),
      Author: information.author.replace(/&/g, 'et').replace(/[<>]/g, ' '),
      Creator: 'Ribambelle',
      Producer: 'Ribambelle',
      CreationDate: javascriptDate(information.createdOn),
    },
  } as unknown as ConstructorParameters<typeof PDFDocument>[0])
  const internals = document as unknown as Internals
  const collected = collectOutput(document.read() as Buffer, internals)
  const fonts = {
    F1: embedFont(internals, canvas.fonts.regular, canvas.extras.F1),
    F2: embedFont(internals, canvas.fonts.bold, canvas.extras.F2),
  }
  const pages = canvas.pages.map((page) => writePage(document, internals, page, fonts))
  writeStructure(internals, canvas, pages)
  document.end()
  return collected
}

/**
 * Takes the file as pdfkit makes it, instead of through its stream: a tagged document has hundreds of small objects, and a
 * queue of as many byte arrays would double the time. `head` is what pdfkit wrote while it was created.
 */
function collectOutput(head: Buffer, internals: Internals): Promise<Buffer> {
  const chunks: Uint8Array[] = [head]
  let pending = ''
  const flush = () => {
    if (pending !== '') chunks.push(Buffer.from(pending, 'latin1'))
    pending = ''
  }
  internals._write = (data) => {
    if (typeof data === 'string') {
      pending += `${data}\n`
      internals._offset += data.length + 1
      return
    }
    flush()
    chunks.push(data)
    internals._offset += data.length
  }
  // the end comes later than document.end() where an image with transparency is still being decoded
  return new Promise((resolve) => {
    internals.push = (end) => {
      if (end !== null) throw new Error('pdfkit wrote past the collected output')
      flush()
      resolve(Buffer.concat(chunks))
      return true
    }
  })
}

interface WrittenPage {
  dictionary: Reference
  treeKey: number
}

function writePage(
  document: InstanceType<typeof PDFDocument>,
  internals: Internals,
  page: CanvasPage,
  fonts: Record<string, Reference>,
): WrittenPage {
  document.addPage({ size: [page.width, page.height], margin: 0 })
  Object.assign(internals.page.fonts, fonts)
  for (const image of page.images) {
    document.addContent('/Artifact BMC')
    document.image(image.png, image.x, image.y, { fit: [image.width, image.height] })
    document.addContent('EMC')
  }
  const content = `/Artifact BMC\n${page.background.join('\n')}\nEMC\n${page.operators.join('\n')}\n`
  document.addContent(Buffer.from(content, 'latin1'))
  compressQuickly(internals.page.content)
  return { dictionary: internals.page.dictionary, treeKey: internals.page.structParentTreeKey }
}

/** Page contents compress well enough at a quick level: half the time of pdfkit's own for a few more bytes. */
function compressQuickly(content: ContentStream): void {
  content.buffer = [deflateSync(Buffer.concat(content.buffer), { level: 3 })]
  content.compress = false
}

function writeStructure(internals: Internals, canvas: Canvas, pages: WrittenPage[]): void {
  const root = internals.getStructTreeRoot()
  const parents: Reference[][] = pages.map(() => [])
  root.data.K = [writeNode(internals, canvas.root, root, pages, parents)]
  // the list that pdfkit opened for each page is filled in place: it is written with the tree
  const tree = internals.getStructParentTree()
  pages.forEach((page, index) => tree.add(page.treeKey, raw(`[${(parents[index] ?? []).join(' ')}]`)))
}

/** An object already written in PDF syntax: pdfkit copies it as it is, several times faster than it writes a dictionary. */
function raw(syntax: string): Record<string, unknown> {
  return { [Symbol.toStringTag]: 'Raw', toString: () => syntax }
}

function writeNode(
  internals: Internals,
  node: TagNode,
  parent: Reference,
  pages: WrittenPage[],
  parents: Reference[][],
): Reference {
  const reference = internals.ref({})
  const kids: (number | Reference)[] = []
  for (const { page, mark } of node.marks) {
    const onPage = parents[page]
    if (onPage) onPage[mark] = reference
    kids.push(mark)
  }
  for (const child of node.children) kids.push(writeNode(internals, child, reference, pages, parents))
  const first = node.marks[0]
  const page = first ? `/Pg ${pages[first.page]?.dictionary}` : ''
  const scope = node.scope ? `/Scope/${node.scope}` : ''
  const span = node.columnSpan ? `/ColSpan ${node.columnSpan}` : ''
  const attributes = scope || span ? `/A<</O/Table${scope}${span}>>` : ''
  const alternative = node.alternative ? `/Alt ${hexText(node.alternative)}` : ''
  const title = node.title ? `/T ${hexText(node.title)}` : ''
  reference.data = raw(`<</S/${node.role}/P ${parent}${page}/K[${kids.join(' ')}]${attributes}${alternative}${title}>>`)
  reference.end()
  return reference
}

/** A text of a dictionary, in UTF-16. */
function hexText(value: string): string {
  return `<feff${Buffer.from(value, 'utf16le').swap16().toString('hex')}>`
}

interface FontParts {
  program: Buffer
  programLength: number
  toUnicode: Buffer
  widths: Record<string, unknown>
}

/** Most documents need the core glyphs only: that font is cut and compressed once per process; the same for a few rarer sets. */
const cutFonts = new WeakMap<PrintFont, Map<string, FontParts>>()
const KEPT_CUTS = 40

function partsOf(font: PrintFont, extras: Set<number>): FontParts {
  const cuts = cutFonts.get(font) ?? new Map<string, FontParts>()
  cutFonts.set(font, cuts)
  const key = [...extras].sort((a, b) => a - b).join()
  const known = cuts.get(key)
  if (known) return known
  const parts = cutFont(font, new Set([...font.core, ...extras]))
  if (cuts.size >= KEPT_CUTS) for (const old of cuts.keys()) if (old !== '') cuts.delete(old)
  cuts.set(key, parts)
  return parts
}

function cutFont(font: PrintFont, glyphs: Set<number>): FontParts {
  const program = subsetFontFile(font.file, glyphs)
  const sorted = [...glyphs].sort((a, b) => a - b)
  return {
    program: deflateSync(program),
    programLength: program.length,
    toUnicode: deflateSync(unicodeMap(font, sorted)),
    widths: raw(`[${sorted.map((glyph) => `${glyph}[${Math.round(font.advances.get(glyph) ?? 0)}]`).join('')}]`),
  }
}

function embedFont(internals: Internals, font: PrintFont, extras: Set<number>): Reference {
  const parts = partsOf(font, extras)
  const { opened } = font
  const scale = (value: number) => Math.round((value * 1000) / opened.unitsPerEm)
  const name = `${font.key === 'F1' ? 'RIBAMA' : 'RIBAMB'}+${opened.postscriptName}`
  const program = stream(internals, parts.program, { Length1: parts.programLength })
  const descriptor = ended(internals, {
    Type: 'FontDescriptor',
    FontName: name,
    Flags: 4,
    FontBBox: [scale(opened.bbox.minX), scale(opened.bbox.minY), scale(opened.bbox.maxX), scale(opened.bbox.maxY)],
    ItalicAngle: 0,
    Ascent: scale(opened.ascent),
    Descent: scale(opened.descent),
    CapHeight: scale(opened.capHeight),
    XHeight: scale(opened.xHeight),
    StemV: font.key === 'F1' ? 80 : 120,
    FontFile2: program,
  })
  const descendant = ended(internals, {
    Type: 'Font',
    Subtype: 'CIDFontType2',
    BaseFont: name,
    CIDSystemInfo: { Registry: new String('Adobe'), Ordering: new String('Identity'), Supplement: 0 },
    FontDescriptor: descriptor,
    W: parts.widths,
    CIDToGIDMap: 'Identity',
  })
  return ended(internals, {
    Type: 'Font',
    Subtype: 'Type0',
    BaseFont: name,
    Encoding: 'Identity-H',
    DescendantFonts: [descendant],
    ToUnicode: stream(internals, parts.toUnicode, {}),
  })
}

function ended(internals: Internals, data: Record<string, unknown>): Reference {
  const reference = internals.ref(data)
  reference.end()
  return reference
}

function stream(internals: Internals, compressed: Buffer, data: Record<string, unknown>): Reference {
  const reference = internals.ref({ ...data, Filter: 'FlateDecode' })
  reference.write(compressed)
  reference.end()
  return reference
}

function unicodeMap(font: PrintFont, glyphs: number[]): string {
  const hex = (value: number) => value.toString(16).padStart(4, '0')
  const lines = glyphs
    .filter((glyph) => (font.codePoints.get(glyph)?.length ?? 0) > 0)
    .map((glyph) => {
      const characters = String.fromCodePoint(...(font.codePoints.get(glyph) ?? []))
      const units = Array.from({ length: characters.length }, (_, index) => hex(characters.charCodeAt(index)))
      return `<${hex(glyph)}> <${units.join('')}>`
    })
  const blocks: string[] = []
  for (let from = 0; from < lines.length; from += 100) {
    const block = lines.slice(from, from + 100)
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...blocks,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n')
}
