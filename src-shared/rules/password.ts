import { normalizeSearch } from '../kernel/text'

/** What a town asks of a password. The floor below is asked everywhere. */
export interface PasswordPolicy {
  minLength: number
}

/** Never less, whatever a town sets: the rule of the paper guides (8 characters, an upper, a lower, a digit). */
export const passwordFloor = 8
/** What the CNIL advises (deliberation 2022-100) beside a lock-out. */
export const passwordAdvised = 12

export const passwordRules = ['length', 'upper', 'lower', 'digit', 'common', 'personal'] as const
export type PasswordRule = (typeof passwordRules)[number]

/** Parts of a person's own data that must not be the password. */
export interface PasswordOwner {
  login: string
  names: readonly string[]
}

// Passwords that everybody tries first, once their digits and signs at the end are taken off.
const common = new Set(
  (
    'password motdepasse azerty azertyuiop qwerty qwertyuiop bonjour soleil doudou loulou chouchou coucou bienvenue ' +
    'nicolas camille marseille football welcome admin administrateur letmein iloveyou princesse chocolat famille ' +
    'portail portailfamille cantine mairie enfant enfants vacances dragon monkey master sunshine trustno jetaime ' +
    'secret azer qsdf wxcv abcd abcdef abcdefgh test toto tata titi changeme provisoire'
  ).split(' '),
)

/** The rules that a new password fails, in the order they are told; none = it may be used. */
export function passwordProblems(
  password: string,
  policy: PasswordPolicy,
  owner: PasswordOwner = { login: '', names: [] },
): PasswordRule[] {
  const failed: PasswordRule[] = []
  if ([...password].length < passwordLength(policy)) failed.push('length')
  if (!/\p{Lu}/u.test(password)) failed.push('upper')
  if (!/\p{Ll}/u.test(password)) failed.push('lower')
  if (!/\d/.test(password)) failed.push('digit')
  if (isCommon(password)) failed.push('common')
  else if (isPersonal(password, owner)) failed.push('personal')
  return failed
}

export const passwordLength = ({ minLength }: PasswordPolicy) => Math.max(passwordFloor, minLength)

/** 'Azertyuiop123!' is 'azertyuiop' for whoever guesses; so are repeated signs and rows of digits. */
function isCommon(password: string): boolean {
  const letters = lettersOf(password)
  if (letters !== '' && common.has(letters)) return true
  if (letters !== '' && letters.length % 2 === 0 && common.has(letters.slice(0, letters.length / 2))) {
    return letters.slice(0, letters.length / 2) === letters.slice(letters.length / 2)
  }
  return new Set(password.toLowerCase()).size <= 3
}

function isPersonal(password: string, { login, names }: PasswordOwner): boolean {
  const letters = lettersOf(password)
  if (letters === '') return false
  const own = [login.split('@')[0] ?? '', ...names, names.join(''), names.toReversed().join('')]
  return own.map(lettersOf).some((word) => word.length >= 3 && word === letters)
}

/** The word inside: accents, case, digits and signs away, with the digits that stand for letters read as letters. */
function lettersOf(text: string): string {
  const read = text
    .trim()
    .toLowerCase()
    .replace(/@/g, 'a')
    .replace(/(?<=[a-z])0(?=[a-z])/g, 'o')
    .replace(/(?<=[a-z])[1!](?=[a-z])/g, 'i')
    .replace(/(?<=[a-z])3(?=[a-z])/g, 'e')
  return normalizeSearch(read).replace(/[^a-z]/g, '')
}
