// Draws the icons of the installers from the logo: npx tsx scripts/icons.ts. The results are kept in resources/icons.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchChromium } from '../tests/support/chromium'

const ROOT = join(import.meta.dirname, '..')
const FOLDER = join(ROOT, 'resources', 'icons')
const SIZES = [16, 32, 48, 64, 128, 256, 512, 1024]
const ICO_SIZES = [16, 32, 48, 64, 128, 256]
/** Types of the PNG entries of an Apple icon. */
const ICNS_TYPES: Record<number, string> = {
  16: 'icp4',
  32: 'icp5',
  64: 'icp6',
  128: 'ic07',
  256: 'ic08',
  512: 'ic09',
  1024: 'ic10',
}

async function draw(svg: string): Promise<Map<number, Buffer>> {
  const browser = await launchChromium()
  const page = await browser.newPage()
  const images = new Map<number, Buffer>()
  for (const size of SIZES) {
    await page.setViewportSize({ width: size, height: size })
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
    images.set(size, await page.screenshot({ omitBackground: true }))
  }
  await browser.close()
  return images
}

const image = (images: Map<number, Buffer>, size: number): Buffer => images.get(size) ?? Buffer.alloc(0)

/** A Windows icon: a directory of 16 bytes an entry, then the PNG files as they are. */
function ico(images: Map<number, Buffer>): Buffer {
  const header = Buffer.alloc(6 + 16 * ICO_SIZES.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(ICO_SIZES.length, 4)
  let offset = header.length
  ICO_SIZES.forEach((size, index) => {
    const at = 6 + 16 * index
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(image(images, size).length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += image(images, size).length
  })
  return Buffer.concat([header, ...ICO_SIZES.map((size) => image(images, size))])
}

/** An Apple icon: blocks of type, length and PNG file. */
function icns(images: Map<number, Buffer>): Buffer {
  const block = (type: string, body: Buffer) => {
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(body.length + 8, 4)
    return Buffer.concat([head, body])
  }
  const entries = Object.entries(ICNS_TYPES).map(([size, type]) => block(type, image(images, Number(size))))
  return block('icns', Buffer.concat(entries))
}

async function main(): Promise<void> {
  const images = await draw(readFileSync(join(ROOT, 'src-renderer/public/favicon.svg'), 'utf8'))
  mkdirSync(FOLDER, { recursive: true })
  for (const size of [32, 512]) writeFileSync(join(FOLDER, `ribambelle-${size}.png`), image(images, size))
  writeFileSync(join(FOLDER, 'ribambelle.ico'), ico(images))
  writeFileSync(join(FOLDER, 'ribambelle.icns'), icns(images))
}

await main()
