import { beforeEach, describe, expect, it } from 'vitest'
import { townPalette } from '../../../src-shared/rules/town-palette'
import * as desk from '../../../src-renderer/theme/theme'
import * as portal from '../../../src-portal/theme/theme'

const root = document.documentElement
const painted = (name: string) => root.style.getPropertyValue(name)

describe.each([
  ['back office', desk],
  ['portal', portal],
])('the colour of the town on the %s', (_front, theme) => {
  beforeEach(() => {
    localStorage.clear()
    root.removeAttribute('style')
    theme.chooseTheme('light')
    theme.applyAccent(null)
  })

  it('replaces the scale, and follows the theme', () => {
    const violet = townPalette('#6b3fa0')
    theme.applyAccent('#6b3fa0')
    expect(painted('--p-700')).toBe('#6b3fa0')
    expect(painted('--on-accent')).toBe('')
    theme.chooseTheme('dark')
    expect(painted('--p-700')).toBe(violet.dark['--p-700'])
    expect(painted('--p-800')).toBe(violet.light['--p-800'])
    theme.chooseTheme('light')
    expect(painted('--p-700')).toBe('#6b3fa0')
  })

  it('is there at the next visit before the town is read, and gone once the town has none', () => {
    theme.applyAccent('#6b3fa0')
    root.removeAttribute('style')
    theme.startTheme()
    expect(painted('--p-700')).toBe('#6b3fa0')
    theme.applyAccent(null)
    root.removeAttribute('style')
    theme.startTheme()
    expect(painted('--p-700')).toBe('')
  })

  it('ignores what is no colour', () => {
    theme.applyAccent('red; background: url(x)')
    expect(root.getAttribute('style') ?? '').toBe('')
  })
})
