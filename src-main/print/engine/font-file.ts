/**
 * Cuts a TrueType file down to the glyphs in use. Glyph numbers are kept (unused glyphs become empty), so that a piece of
 * shaped text stays valid in every document and can be cached for the life of the process.
 */
export interface FontFile {
  bytes: Buffer
  tables: Map<string, { offset: number; length: number }>
  glyphCount: number
  longOffsets: boolean
  metricCount: number
}

const KEPT_TABLES = ['glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp']

export function parseFontFile(bytes: Buffer): FontFile {
  const tables = new Map<string, { offset: number; length: number }>()
  for (let i = 0; i < bytes.readUInt16BE(4); i++) {
    const at = 12 + i * 16
    const tag = bytes.toString('latin1', at, at + 4)
    tables.set(tag, { offset: bytes.readUInt32BE(at + 8), length: bytes.readUInt32BE(at + 12) })
  }
  const file = { bytes, tables, glyphCount: 0, longOffsets: false, metricCount: 0 }
  file.glyphCount = bytes.readUInt16BE(startOf(file, 'maxp') + 4)
  file.longOffsets = bytes.readInt16BE(startOf(file, 'head') + 50) === 1
  file.metricCount = bytes.readUInt16BE(startOf(file, 'hhea') + 34)
  return file
}

/** A TrueType file with the given glyphs (and the parts of composed ones) under their own numbers. */
export function subsetFontFile(file: FontFile, glyphs: Iterable<number>): Buffer {
  const kept = withComponents(file, glyphs)
  const count = Math.max(...kept) + 1
  const outlines: Buffer[] = []
  const offsets = Buffer.alloc((count + 1) * 4)
  const metrics = Buffer.alloc(count * 4)
  let length = 0
  for (let glyph = 0; glyph < count; glyph++) {
    offsets.writeUInt32BE(length, glyph * 4)
    if (!kept.has(glyph)) continue
    const outline = padded(outlineOf(file, glyph))
    outlines.push(outline)
    length += outline.length
    copyMetric(file, glyph, metrics)
  }
  offsets.writeUInt32BE(length, count * 4)

  const head = copyOf(file, 'head')
  head.writeInt16BE(1, 50)
  head.writeUInt32BE(0, 8)
  const hhea = copyOf(file, 'hhea')
  hhea.writeUInt16BE(count, 34)
  const maxp = copyOf(file, 'maxp')
  maxp.writeUInt16BE(count, 4)
  return assemble({ glyf: Buffer.concat(outlines), head, hhea, hmtx: metrics, loca: offsets, maxp })
}

function startOf(file: FontFile, tag: string): number {
  const table = file.tables.get(tag)
  if (!table) throw new Error(`The font has no table ${tag}`)
  return table.offset
}

function copyOf(file: FontFile, tag: string): Buffer {
  const start = startOf(file, tag)
  return Buffer.from(file.bytes.subarray(start, start + (file.tables.get(tag)?.length ?? 0)))
}

function outlineOf(file: FontFile, glyph: number): Buffer {
  const loca = startOf(file, 'loca')
  const offset = (index: number) =>
    file.longOffsets ? file.bytes.readUInt32BE(loca + index * 4) : file.bytes.readUInt16BE(loca + index * 2) * 2
  const glyf = startOf(file, 'glyf')
  return file.bytes.subarray(glyf + offset(glyph), glyf + offset(glyph + 1))
}

function copyMetric(file: FontFile, glyph: number, metrics: Buffer): void {
  const hmtx = startOf(file, 'hmtx')
  const advanceAt = hmtx + Math.min(glyph, file.metricCount - 1) * 4
  const bearingAt =
    glyph < file.metricCount ? advanceAt + 2 : hmtx + file.metricCount * 4 + (glyph - file.metricCount) * 2
  metrics.writeUInt16BE(file.bytes.readUInt16BE(advanceAt), glyph * 4)
  metrics.writeInt16BE(file.bytes.readInt16BE(bearingAt), glyph * 4 + 2)
}

const WORD_ARGUMENTS = 0x1
const ONE_SCALE = 0x8
const MORE_COMPONENTS = 0x20
const TWO_SCALES = 0x40
const MATRIX = 0x80

function withComponents(file: FontFile, glyphs: Iterable<number>): Set<number> {
  const kept = new Set<number>([0])
  const visit = (glyph: number): void => {
    if (kept.has(glyph) || glyph >= file.glyphCount) return
    kept.add(glyph)
    for (const component of componentsOf(outlineOf(file, glyph))) visit(component)
  }
  for (const glyph of glyphs) visit(glyph)
  return kept
}

function componentsOf(outline: Buffer): number[] {
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return []
  const components: number[] = []
  let at = 10
  let flags = MORE_COMPONENTS
  while (flags & MORE_COMPONENTS) {
    flags = outline.readUInt16BE(at)
    components.push(outline.readUInt16BE(at + 2))
    at += 4 + (flags & WORD_ARGUMENTS ? 4 : 2)
    at += flags & ONE_SCALE ? 2 : flags & TWO_SCALES ? 4 : flags & MATRIX ? 8 : 0
  }
  return components
}

function padded(bytes: Buffer): Buffer {
  const missing = (4 - (bytes.length % 4)) % 4
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)])
}

function checksum(bytes: Buffer): number {
  let sum = 0
  for (let i = 0; i + 3 < bytes.length; i += 4) sum = (sum + bytes.readUInt32BE(i)) >>> 0
  return sum
}

function assemble(tables: Record<string, Buffer>): Buffer {
  const directory = Buffer.alloc(12 + KEPT_TABLES.length * 16)
  directory.writeUInt32BE(0x00010000, 0)
  directory.writeUInt16BE(KEPT_TABLES.length, 4)
  directory.writeUInt16BE(64, 6)
  directory.writeUInt16BE(2, 8)
  directory.writeUInt16BE(KEPT_TABLES.length * 16 - 64, 10)
  const bodies: Buffer[] = []
  let offset = directory.length
  KEPT_TABLES.forEach((tag, index) => {
    const table = tables[tag] ?? Buffer.alloc(0)
    const body = padded(table)
    const at = 12 + index * 16
    directory.write(tag, at, 'latin1')
    directory.writeUInt32BE(checksum(body), at + 4)
    directory.writeUInt32BE(offset, at + 8)
    directory.writeUInt32BE(table.length, at + 12)
    bodies.push(body)
    offset += body.length
  })
  const whole = Buffer.concat([directory, ...bodies])
  const headAt = directory.readUInt32BE(12 + KEPT_TABLES.indexOf('head') * 16 + 8)
  whole.writeUInt32BE((0xb1b0afba - checksum(whole)) >>> 0, headAt + 8)
  return whole
}
