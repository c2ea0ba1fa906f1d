import { townPalette, type TownPalette } from '../../src-shared/rules/town-palette'

function isColour(text: string | null): text is string {
  return text !== null && /^#[0-9a-f]{6}$/i.test(text)
}

/** The town's colour, kept from one visit to the next: the first page is already in it before the town is read. */
export function createAccent(storageKey: string) {
  let palette: TownPalette | null = null
  let painted: string[] = []

  function setPalette(colour: string | null) {
    palette = isColour(colour) ? townPalette(colour.toLowerCase()) : null
  }

  function readStored() {
    setPalette(localStorage.getItem(storageKey))
  }

  /** The town's colour from now on; null is the product's own, from tokens.css. The caller paints. */
  function keep(colour: string | null) {
    setPalette(colour)
    if (palette && colour) localStorage.setItem(storageKey, colour)
    else localStorage.removeItem(storageKey)
  }

  /** Writes the town's scale on the root element: single properties, which the content policy allows. */
  function paint(isDark: boolean) {
    const { style } = document.documentElement
    for (const name of painted) style.removeProperty(name)
    const scale: Record<string, string> = palette
      ? isDark
        ? { ...palette.light, ...palette.dark }
        : palette.light
      : {}
    painted = Object.keys(scale)
    for (const [name, hex] of Object.entries(scale)) style.setProperty(name, hex)
  }

  return { readStored, keep, paint }
}
