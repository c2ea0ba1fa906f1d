import { describe, expect, it } from 'vitest'
import { passwordProblems } from '../../src-shared/rules/password'

const policy = { minLength: 8 }

describe('the rules of a new password', () => {
  it('[A14] names each rule that fails: eight characters, an upper, a lower, a digit', () => {
    expect(passwordProblems('Girafe7!', policy)).toEqual([])
    expect(passwordProblems('Gira7', policy)).toEqual(['length'])
    expect(passwordProblems('girafe7!', policy)).toEqual(['upper'])
    expect(passwordProblems('GIRAFE7!', policy)).toEqual(['lower'])
    expect(passwordProblems('Girafe!!', policy)).toEqual(['digit'])
    expect(passwordProblems('gira', policy)).toEqual(['length', 'upper', 'digit'])
    expect(passwordProblems('', policy)).toEqual(['length', 'upper', 'lower', 'digit', 'common'])
  })

  it('never goes below the floor, and goes above it where the town asks', () => {
    expect(passwordProblems('Gira7!x', { minLength: 4 })).toEqual(['length'])
    expect(passwordProblems('Girafe7!', { minLength: 12 })).toEqual(['length'])
    expect(passwordProblems('Girafe-mauve7', { minLength: 12 })).toEqual([])
  })

  it('counts what a person sees as one sign as one character, and knows accented capitals', () => {
    expect(passwordProblems('Éléphant7', policy)).toEqual([])
    expect(passwordProblems('éLéPhan7', { minLength: 8 })).toEqual([])
    expect(passwordProblems('😀Girafe7', policy)).toEqual([])
    expect(passwordProblems('😀Giraf7', policy)).toEqual(['length'])
  })

  it.each([
    'Motdepasse1',
    'M0tdepasse2026!',
    'Azertyuiop123',
    'Password12345',
    'P@ssword2026',
    'BonjourBonjour1',
    'Aaaaaaaa1',
  ])('refuses %s, which everybody tries', (password) => {
    expect(passwordProblems(password, policy)).toEqual(['common'])
  })

  it('refuses the name and the identifier of its owner, however they are dressed', () => {
    const owner = { login: 'odile.favennec@courriel.invalid', names: ['Odile', 'Favennec'] }
    expect(passwordProblems('Favennec2026', policy, owner)).toEqual(['personal'])
    expect(passwordProblems('OdileFavennec1', policy, owner)).toEqual(['personal'])
    expect(passwordProblems('Odile.Favennec49!', policy, owner)).toEqual(['personal'])
    expect(passwordProblems('Les-Favennec-au-lavoir-2026', policy, owner)).toEqual([])
  })
})
