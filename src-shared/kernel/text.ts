const MARKS = /\p{M}/gu
const NOT_A_WORD = /[^\p{L}\p{N}]+/gu

/** What a search compares: no capital, accent or punctuation, and "œ" as two letters. "L’Œuvre d’É." is "l oeuvre d e". */
export function normalizeSearch(text: string): string {
  return text
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/đ/g, 'd')
    .replace(/ı/g, 'i')
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(NOT_A_WORD, ' ')
    .trim()
}

export function initials(firstName: string, lastName: string): string {
  return `${firstLetter(firstName)}${firstLetter(lastName)}`
}

function firstLetter(name: string): string {
  return (/\p{L}/u.exec(name.normalize('NFC'))?.[0] ?? '').toUpperCase()
}
