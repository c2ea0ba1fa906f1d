const MARKS = /\p{M}/gu
// letters that Unicode does not take apart
const PLAIN: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ı: 'i' }
const UNDECOMPOSED = /[œæßøłđı]/g
const NOT_A_WORD = /[^\p{L}\p{N}]+/gu

/** What a search compares: no capital, accent or punctuation, and "œ" as two letters. "L’Œuvre d’É." is "l oeuvre d e". */
export function normalizeSearch(text: string): string {
  const letters = text.normalize('NFKD').replace(MARKS, '').toLowerCase()
  return letters
    .replace(UNDECOMPOSED, (letter) => PLAIN[letter] ?? letter)
    .replace(NOT_A_WORD, ' ')
    .trim()
}

export function initials(firstName: string, lastName: string): string {
  return `${firstLetter(firstName)}${firstLetter(lastName)}`
}

function firstLetter(name: string): string {
  return (/\p{L}/u.exec(name.normalize('NFC'))?.[0] ?? '').toUpperCase()
}
