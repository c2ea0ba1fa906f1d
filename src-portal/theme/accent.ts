import { townPalette, type TownPalette } from '../../src-shared/rules/town-palette'

// kept from one visit to the next: the first page is already in the town's colour before the town is read
const STORAGE_KEY = 'ribambelle.portal.accent'

let palette: TownPalette | null = null
let painted: string[] = []

function isColour(text: string | null): text is string {
  return text !== null && /^#[0-9a-f]{6}$/i.test(text)
}

function setPalette(colour: string | null) {
  palette = isColour(colour) ? townPalette(colour.toLowerCase()) : null
}

export function readStoredAccent() {
  setPalette(localStorage.getItem(STORAGE_KEY))
}

/** The town's colour from now on; null is the product's own, from tokens.css. The caller paints. */
export function keepAccent(colour: string | null) {
  setPalette(colour)
  if (palette && colour) localStorage.setItem(STORAGE_KEY, colour)
  else localStorage.removeItem(STORAGE_KEY)
}

/** Writes the town's scale on the root element: single properties, which the content policy allows. */
export function paintAccent(isDark: boolean) {
  const { style } = document.documentElement
  for (const name of painted) style.removeProperty(name)
  const scale: Record<string, string> = palette ? (isDark ? { ...palette.light, ...palette.dark } : palette.light) : {}
  painted = Object.keys(scale)
  for (const [name, hex] of Object.entries(scale)) style.setProperty(name, hex)
}
