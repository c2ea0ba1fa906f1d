import { describe, expect, it } from 'vitest'
import { CODE, PRODUCT, sources } from './sources'

const KEBAB = /^[a-z0-9]+([-.][a-z0-9]+)*$/
const PASCAL = /^[A-Z][A-Za-z0-9]*$/
const MIGRATION = /^\d{4}-[a-z0-9-]+(\.[a-z]+)?$/
const VAGUE = /(manager|helper|helpers|utils|util|misc)$/i

// Written apart so that this file does not contain what it looks for.
const LEFT_BEHIND = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].map((word) => new RegExp(`\\b${word}\\b`))
const ESCAPES = ['@ts-' + 'ignore', '@ts-' + 'nocheck', 'as ' + 'any\\b', 'eslint-' + 'disable', '\\.on' + 'ly\\(']

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/(\.d)?\.(ts|mts|mjs|js|vue)$/, '')

describe('files', () => {
  const code = sources(CODE)

  it('are found at all, or every rule below would hold of nothing', () => {
    expect(code.length).toBeGreaterThan(20)
  })

  it('have names in kebab-case, components in PascalCase', () => {
    const wrong = code.filter(({ path }) => {
      const name = baseName(path)
      return path.endsWith('.vue') ? !PASCAL.test(name) : !KEBAB.test(name) && !MIGRATION.test(name)
    })
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it('have names that say what they hold', () => {
    expect(code.filter(({ path }) => VAGUE.test(baseName(path))).map(({ path }) => path)).toEqual([])
  })

  it('have fewer than 400 lines', () => {
    const long = code.filter(({ text }) => text.split('\n').length > 401)
    expect(long.map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`)).toEqual([])
  })

  it('leave no work for later and silence no checker', () => {
    const patterns = [...LEFT_BEHIND, ...ESCAPES.map((text) => new RegExp(text))]
    const found = code.flatMap(({ path, text }) =>
      patterns.filter((pattern) => pattern.test(text)).map((pattern) => `${path}: ${pattern.source}`),
    )
    expect(found).toEqual([])
  })

  it('are imported without an extension, except components and data', () => {
    const found = sources(PRODUCT).flatMap(({ path, text }) =>
      [...text.matchAll(/from '(\.[^']*\.(?:ts|js|mjs))'/g)].map(([, target]) => `${path}: ${target}`),
    )
    expect(found).toEqual([])
  })
})

describe('tests', () => {
  it('expect something, every file of them', () => {
    const silent = sources(/^tests\/.*\.(test|spec)\.ts$/).filter(({ text }) => !/\bexpect|\bassert/.test(text))
    expect(silent.map(({ path }) => path)).toEqual([])
  })
})
