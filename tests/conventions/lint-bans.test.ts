import { ESLint } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from './sources'

let eslint: ESLint
beforeAll(() => {
  eslint = new ESLint({ cwd: ROOT })
})

/** The rules that a text breaks when it stands at that path. Paths that the compilers know, so that types are found. */
async function broken(path: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: path })
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message)
}

const BANNED: [string, string, string][] = [
  ['a date made by hand', 'export const day = new Date(0)', 'no-restricted-syntax'],
  ['the clock of the machine', 'export const now = Date.now()', 'no-restricted-syntax'],
  ['a rounded float', 'export const text = (1.5).toFixed(2)', 'no-restricted-syntax'],
  ['money read as a float', "export const price = parseFloat('1.50')", 'no-restricted-syntax'],
  ['the same by another name', "export const price = Number.parseFloat('1.50')", 'no-restricted-syntax'],
  ['a default export', 'export default 1', 'no-restricted-syntax'],
  ['a swallowed error', 'export function f() { try { JSON.parse("") } catch { } }', 'no-restricted-syntax'],
  ['an unknown type let through', 'export const x: any = 1', '@typescript-eslint/no-explicit-any'],
  ['words to the console', "console.log('x')", 'no-console'],
]

describe('lint', () => {
  it.each(BANNED)('refuses %s', async (_what, text, rule) => {
    expect(await broken('src-shared/format/money.ts', text)).toContain(rule)
  })

  it('refuses them inside a component too', async () => {
    const component =
      '<script setup lang="ts">\nconst today = new Date()\n</script>\n<template><b>{{ today }}</b></template>'
    expect(await broken('src-renderer/ui/Any.vue', component)).toContain('no-restricted-syntax')
  })

  it('refuses markup that the content security policy would refuse', async () => {
    const component = '<template><b style="color: red">!</b></template>'
    expect(await broken('src-renderer/ui/Any.vue', component)).toContain('vue/no-static-inline-styles')
  })

  it('leaves dates and rounding to the kernel', async () => {
    expect(await broken('src-shared/kernel/money.ts', 'export const epoch = new Date(0)\n')).toEqual([])
  })

  it('does not let a comment switch it off', async () => {
    const text = '/* eslint-' + 'disable */\nexport const now = Date.now()\n'
    expect(await broken('src-shared/format/money.ts', text)).toContain('no-restricted-syntax')
  })
})
