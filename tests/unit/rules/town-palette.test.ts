import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contrast, townColours } from '../../../src-shared/rules/contrast'
import { toHex, toOklch } from '../../../src-shared/rules/oklch'
import { ownColour, townPalette } from '../../../src-shared/rules/town-palette'

const tokens = readFileSync('resources/theme/tokens.css', 'utf8')
const [lightBlock = '', darkBlock = ''] = tokens.split(":root[data-theme='dark']")
const tokenOf = (block: string, name: string) => new RegExp(`${name}: (#[0-9a-f]{6})`).exec(block)?.[1] ?? ''
const distance = (one: string, other: string) =>
  Math.max(
    ...[1, 3, 5].map((at) => Math.abs(parseInt(one.slice(at, at + 2), 16) - parseInt(other.slice(at, at + 2), 16))),
  )

const groundOf = (theme: object, ground: string) =>
  ground.startsWith('--') ? String(Reflect.get(theme, ground)) : ground

const extremes = ['#ffff00', '#000000', '#ffffff', '#ff0000', '#0000ff', '#00ff00', '#808080', '#ffb6c1', '#1a2129']
const colours = [...townColours.map(({ hex }) => hex), ...extremes]

describe('the scale of a town’s colour', () => {
  it('is the product’s own scale for the product’s own colour, in both themes', () => {
    const { light, dark } = townPalette(ownColour)
    for (const [name, hex] of Object.entries(light))
      expect.soft(distance(hex, tokenOf(lightBlock, name)), name).toBeLessThan(3)
    for (const [name, hex] of Object.entries(dark))
      expect.soft(distance(hex, tokenOf(darkBlock, name)), name).toBeLessThan(3)
  })

  it('keeps a proposed colour as it was chosen', () => {
    for (const { hex } of townColours) expect(townPalette(hex).light['--p-700']).toBe(hex)
  })

  it.each(colours)('reads on every ground of both themes: %s', (hex) => {
    const { light, dark } = townPalette(hex)
    const of = (theme: object, name: string) => String(Reflect.get(theme, name))
    const accent = of(light, '--p-700')
    const lightGrounds = ['#ffffff', '#f6f7f9', '--accent-soft', '--p-50', '--p-100']
    for (const ground of lightGrounds) {
      expect.soft(contrast(accent, groundOf(light, ground)), `light on ${ground}`).toBeGreaterThanOrEqual(4.5)
    }
    expect.soft(contrast(of(light, '--p-600'), '#ffffff')).toBeGreaterThanOrEqual(4.5)
    expect.soft(contrast(of(light, '--p-500'), '#ffffff')).toBeGreaterThanOrEqual(3)
    for (const over of ['--p-800', '--p-900']) {
      expect.soft(contrast(of(light, over), '#ffffff'), `white on ${over}`).toBeGreaterThanOrEqual(4.5)
    }
    expect.soft(contrast(of(light, '--p-200'), of(light, '--p-800'))).toBeGreaterThanOrEqual(4.5)

    const darkGrounds = ['#12171d', '#1a2129', '#222b35', '--accent-soft', '--p-tint', '--p-tint-2']
    for (const text of ['--p-700', '--p-600', '--accent-hover']) {
      for (const ground of darkGrounds) {
        expect
          .soft(contrast(of(dark, text), groundOf(dark, ground)), `${text} on ${ground}`)
          .toBeGreaterThanOrEqual(4.5)
      }
      expect.soft(contrast(of(dark, '--on-accent'), of(dark, text)), `button ${text}`).toBeGreaterThanOrEqual(4.5)
    }
    expect.soft(contrast(of(light, '--toast-accent'), '#1b2430')).toBeGreaterThanOrEqual(4.5)
    expect.soft(contrast(of(dark, '--toast-accent'), '#e8ecf1')).toBeGreaterThanOrEqual(4.5)
  })

  it('goes there and back without losing a colour', () => {
    for (const hex of colours) expect(toHex(toOklch(hex))).toBe(hex)
  })
})
