import { compileTemplate, parse } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'
import { sources } from './sources'

const ORDINARY_SPACE_BEFORE = /[\p{L}\p{N})»…] [:;?!€%»]/u
const ORDINARY_SPACE_AFTER = /« /
const TYPEWRITER_APOSTROPHE = /\p{L}'\p{L}/u
const SHOWN_ATTRIBUTES = new Set(['label', 'title', 'placeholder', 'aria-label', 'alt', 'header', 'hint', 'help'])

/** What is wrong in a French text, or null. */
function flaw(text: string): string | null {
  if (TYPEWRITER_APOSTROPHE.test(text)) return 'apostrophe'
  if (ORDINARY_SPACE_BEFORE.test(text) || ORDINARY_SPACE_AFTER.test(text)) return 'space'
  return null
}

interface TemplateNode {
  type: number
  content?: unknown
  name?: string
  value?: { content: string } | undefined
  children?: unknown[]
  props?: unknown[]
}

const ELEMENT_TEXT = 2
const ATTRIBUTE = 6

/** The texts that a template shows: those between tags, and the attributes that are read or seen. */
function shownTexts(node: TemplateNode): string[] {
  const own = node.type === ELEMENT_TEXT && typeof node.content === 'string' ? [node.content] : []
  const attributes = ((node.props ?? []) as TemplateNode[])
    .filter((prop) => prop.type === ATTRIBUTE && SHOWN_ATTRIBUTES.has(prop.name ?? ''))
    .map((prop) => prop.value?.content ?? '')
  const inner = ((node.children ?? []) as TemplateNode[]).flatMap(shownTexts)
  return [...own, ...attributes, ...inner]
}

function textsOfComponent(text: string): string[] {
  const template = parse(text).descriptor.template
  return template?.ast ? shownTexts(template.ast as unknown as TemplateNode) : []
}

const flaws = (path: string, texts: string[]) =>
  texts.flatMap((text) => {
    const kind = flaw(text)
    return kind ? [`${path} (${kind}): ${text.trim()}`] : []
  })

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value && typeof value === 'object' ? Object.values(value).flatMap(leaves) : []
}

describe('French texts', () => {
  it('are recognised when they are badly typed', () => {
    expect(flaw("l'enfant")).toBe('apostrophe')
    expect(flaw('Confirmer ?')).toBe('space')
    expect(flaw('12 €')).toBe('space')
    expect(flaw('« Pensez-y »')).toBe('space')
    expect(flaw('L’enfant est-il présent\u00a0? Reste 12\u00a0€.')).toBeNull()
  })

  it('are read in components, between the tags and in what a screen reader says', () => {
    const source = '<template><p title="l\'été">Sûr ?<b v-if="a">Oui !</b></p></template>'
    expect(compileTemplate({ source, id: 'x', filename: 'X.vue' }).errors).toEqual([])
    expect(flaws('X', textsOfComponent(source))).toHaveLength(3)
  })

  it('have real apostrophes and non-breaking spaces in the components', () => {
    const components = sources(/^src-(front|renderer|portal)\/.*\.vue$/)
    expect(components.flatMap(({ path, text }) => flaws(path, textsOfComponent(text)))).toEqual([])
  })

  it('have them in the translations and in the shared labels', () => {
    const locales = sources(/^src-portal\/locales\/fr\/.*\.json$/)
    const labels = sources(/^src-shared\/labels\/.*\.ts$/)
    const quoted = (text: string) =>
      [...text.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)].map((match) => match[2] ?? '')
    expect(locales.flatMap(({ path, text }) => flaws(path, leaves(JSON.parse(text))))).toEqual([])
    expect(labels.flatMap(({ path, text }) => flaws(path, quoted(text)))).toEqual([])
  })
})
