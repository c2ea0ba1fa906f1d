// Draws the PNG icons of the portal from its SVG: node resources/icons/make-icons.mjs <path of Chromium>
import { readFile } from 'node:fs/promises'
import { chromium } from '@playwright/test'

const folder = new URL('../../src-portal/public/', import.meta.url)
const svg = await readFile(new URL('icon.svg', folder), 'utf8')
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox', '--disable-gpu'] })

async function draw(name, size, { margin = 0, ground = 'transparent' } = {}) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const inside = size - 2 * margin
  await page.setContent(
    `<body style="margin:0;background:${ground};display:grid;place-items:center;height:100vh">` +
      svg.replace('<svg ', `<svg width="${inside}" height="${inside}" `),
  )
  await page.screenshot({ path: new URL(name, folder).pathname, omitBackground: true })
  await page.close()
}

await draw('icon-180.png', 180, { ground: '#154f4f' })
await draw('icon-192.png', 192)
await draw('icon-512.png', 512)
// Android cuts a maskable icon to a circle of 80 %
await draw('icon-maskable-512.png', 512, { margin: 64, ground: '#154f4f' })
await browser.close()
