import { contrast } from './contrast'
import { toHex, toOklch } from './oklch'

/** The product's own colour and the scale drawn for it; a town's colour takes the same steps from itself. */
export const ownColour = '#146362'
const ownScale = {
  '--p-50': '#eefbf9',
  '--p-100': '#d3f4ef',
  '--p-200': '#a8e8df',
  '--p-300': '#70d4ca',
  '--p-400': '#3cb8b0',
  '--p-500': '#1d9a94',
  '--p-600': '#147c79',
  '--p-700': ownColour,
  '--p-800': '#154f4f',
  '--p-900': '#154242',
  '--p-950': '#052627',
  '--accent-soft': '#e8f5f4',
  '--accent-line': '#a8dcd8',
  '--toast-accent': '#70d4ca',
}
const ownDark = {
  '--p-700': '#5cc9c0',
  '--p-600': '#70d4ca',
  '--accent-hover': '#8fe0d8',
  '--accent-soft': '#17302f',
  '--accent-line': '#2b5f5c',
  '--p-tint': '#16302f',
  '--p-tint-2': '#1d403e',
  '--p-edge': '#27524f',
  '--on-accent': '#052627',
  '--toast-accent': ownColour,
}

type Scale<Name extends string> = Record<Name, string>
export interface TownPalette {
  light: Scale<keyof typeof ownScale>
  dark: Scale<keyof typeof ownDark>
}

const white = '#ffffff'
/** The grounds of the dark theme, lightest last, and of its messages (tokens.css). */
const darkGround = '#222b35'
const toast = { light: '#1b2430', dark: '#e8ecf1' }

/**
 * The custom properties that carry a town's colour in each theme, in place of those of tokens.css. A colour too pale or
 * too close to its ground is darkened or lightened until text of it reads (4.5 to 1) and its edges show (3 to 1). The
 * colours of booking states are not among them: a state looks the same in every town.
 */
export function townPalette(colour: string): TownPalette {
  const base = readable(colour, [white], 5.5)
  const light = mapped(ownScale, (own) => step(base, own))
  light['--p-700'] = base
  light['--accent-soft'] = readable(light['--accent-soft'], [base], 4.5)
  light['--p-100'] = readable(light['--p-100'], [base], 4.5)
  light['--p-600'] = readable(light['--p-600'], [white], 4.5)
  light['--p-500'] = readable(light['--p-500'], [white], 3)
  light['--p-200'] = readable(light['--p-200'], [light['--p-800']], 4.5)
  light['--toast-accent'] = readable(light['--toast-accent'], [toast.light], 4.5)

  const dark = mapped(ownDark, (own) => tinted(base, own))
  const grounds = [darkGround, dark['--accent-soft'], dark['--p-tint'], dark['--p-tint-2']]
  for (const name of ['--p-700', '--p-600', '--accent-hover'] as const) dark[name] = readable(dark[name], grounds, 4.5)
  dark['--on-accent'] = readable(dark['--on-accent'], [dark['--p-700']], 5.5)
  dark['--toast-accent'] = readable(base, [toast.dark], 4.5)
  return { light, dark }
}

function mapped<Name extends string>(own: Scale<Name>, derive: (hex: string) => string): Scale<Name> {
  const scale = { ...own }
  for (const name of Object.keys(own) as Name[]) scale[name] = derive(own[name])
  return scale
}

/** As far from the town's colour, towards white or black, as the product's own step is from the product's own colour. */
function step(base: string, own: string): string {
  const [town, reference, from] = [toOklch(base), toOklch(own), toOklch(ownColour)]
  const l =
    reference.l >= from.l
      ? town.l + (reference.l - from.l) * ((1 - town.l) / (1 - from.l))
      : town.l * (reference.l / from.l)
  return toHex({ l, c: town.c * (reference.c / from.c), h: town.h + reference.h - from.h })
}

/** The product's own lightness with the town's hue: the dark theme keeps its grounds whatever the colour. */
function tinted(base: string, own: string): string {
  const [town, reference, from] = [toOklch(base), toOklch(own), toOklch(ownColour)]
  return toHex({ l: reference.l, c: town.c * (reference.c / from.c), h: town.h + reference.h - from.h })
}

/** Away from its grounds, by small steps, until it reads on each of them. */
function readable(hex: string, grounds: readonly string[], least: number): string {
  // towards black on pale grounds, towards white on dark ones
  const towards = grounds.every((ground) => contrast(ground, white) < 4.5) ? -0.01 : 0.01
  let colour = hex
  const { l, c, h } = toOklch(hex)
  for (let i = 1; i <= 100 && grounds.some((ground) => contrast(colour, ground) < least); i += 1) {
    colour = toHex({ l: l + i * towards, c, h })
  }
  return colour
}
