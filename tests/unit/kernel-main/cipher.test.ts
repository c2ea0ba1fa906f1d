import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCipher } from '../../../src-main/kernel/cipher'

const key = Buffer.alloc(32, 1)
const cipher = createCipher(key)

it('opens what it sealed, any text, and hides it meanwhile', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6 }), (text) => {
      const sealed = cipher.seal(text, 'allergy.label/1')
      expect(sealed).not.toContain(text)
      expect(cipher.open(sealed, 'allergy.label/1')).toBe(text)
    }),
  )
})

it('never seals the same text alike twice', () => {
  expect(cipher.seal('arachide', 'a/1')).not.toBe(cipher.seal('arachide', 'a/1'))
})

it('refuses a value moved to another row, changed, or sealed by another key', () => {
  const sealed = cipher.seal('arachide', 'allergy.label/1')
  expect(() => cipher.open(sealed, 'allergy.label/2')).toThrow()
  expect(() => cipher.open(`${sealed.slice(0, -2)}AA`, 'allergy.label/1')).toThrow()
  expect(() => createCipher(Buffer.alloc(32, 2)).open(sealed, 'allergy.label/1')).toThrow()
})

it('keeps an empty field empty', () => {
  expect(cipher.open(cipher.seal('', 'x'), 'x')).toBe('')
})
