import { inflateSync } from 'node:zlib'

export interface ReadPdf {
  /** the text of each page, one line per piece shown, as a reader's software would copy it */
  pages: string[]
  /** the roles of the structure tree, in reading order */
  roles: string[]
  catalog: string
  information: string
  fonts: string[]
}

/** Reads a PDF back from its bytes alone: cross-reference table, objects, streams, and the fonts' own maps to Unicode. */
export function readPdf(bytes: Buffer): ReadPdf {
  const file = bytes.toString('latin1')
  const offsets = readOffsets(file)
  const object = (id: number): string => {
    const from = offsets.get(id)
    if (from === undefined) throw new Error(`object ${id} is missing`)
    if (!file.startsWith(`${id} 0 obj`, from)) throw new Error(`the table gives a wrong place for object ${id}`)
    return file.slice(from, file.indexOf('endobj', from))
  }
  const stream = (id: number): string => {
    const text = object(id)
    const start = (offsets.get(id) ?? 0) + text.indexOf('stream\n') + 7
    const length = Number(/\/Length (\d+)/.exec(text)?.[1])
    const raw = bytes.subarray(start, start + length)
    return (text.includes('/FlateDecode') ? inflateSync(raw) : raw).toString('latin1')
  }
  const reference = (text: string, key: string): number => {
    const found = new RegExp(`/${key} (\\d+) 0 R`).exec(text)
    if (!found) throw new Error(`no ${key} in ${text.slice(0, 200)}`)
    return Number(found[1])
  }

  const trailer = file.slice(file.lastIndexOf('trailer'))
  const catalog = object(reference(trailer, 'Root'))
  const pageTree = object(reference(catalog, 'Pages'))
  const fonts = new Set<string>()
  const pages = references(/\/Kids \[([^\]]*)\]/.exec(pageTree)?.[1] ?? '').map((id) => {
    const page = object(id)
    const resources = object(reference(page, 'Resources'))
    const maps = new Map<string, Map<string, string>>()
    for (const name of ['F1', 'F2']) {
      const font = object(reference(resources, name))
      fonts.add(/\/BaseFont \/(\S+)/.exec(font)?.[1] ?? '')
      maps.set(name, readUnicodeMap(stream(reference(font, 'ToUnicode'))))
    }
    return readText(stream(reference(page, 'Contents')), maps)
  })
  return {
    pages,
    roles: readRoles(object, reference(object(reference(catalog, 'StructTreeRoot')).replace('/K [', '/K '), 'K')),
    catalog,
    information: object(reference(trailer, 'Info')),
    fonts: [...fonts],
  }
}

const references = (text: string) => [...text.matchAll(/(\d+) 0 R/g)].map((found) => Number(found[1]))

function readOffsets(file: string): Map<number, number> {
  const start = Number(/startxref\n(\d+)/.exec(file)?.[1])
  const table = file.slice(start)
  const entries = [...table.matchAll(/^(\d{10}) (\d{5}) ([nf]) $/gm)]
  return new Map(entries.flatMap((entry, id) => (entry[3] === 'n' ? [[id, Number(entry[1])] as const] : [])))
}

function readUnicodeMap(cmap: string): Map<string, string> {
  const map = new Map<string, string>()
  for (const [, glyph = '', units = ''] of cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]+)>/g)) {
    map.set(glyph, String.fromCharCode(...(units.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16))))
  }
  return map
}

function readText(content: string, maps: Map<string, Map<string, string>>): string {
  return [...content.matchAll(/BT(.*?)ET/g)]
    .map(([, operators = '']) => {
      let shown = ''
      let font = ''
      for (const [whole, name, strings] of operators.matchAll(/\/(F\d) [\d.]+ Tf|\[(.*?)\]TJ/g)) {
        if (name) font = name
        if (strings === undefined || whole.startsWith('/')) continue
        const glyphs = [...strings.matchAll(/<([0-9a-f]*)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
        shown += glyphs.map((glyph) => maps.get(font)?.get(glyph) ?? '\ufffd').join('')
      }
      return shown
    })
    .join('\n')
}

function readRoles(object: (id: number) => string, root: number): string[] {
  const text = object(root)
  const role = /\/S\/(\w+)/.exec(text)?.[1] ?? '?'
  const kids = /\/K\[([^\]]*)\]/.exec(text)?.[1] ?? ''
  return [role, ...references(kids).flatMap((id) => readRoles(object, id))]
}
