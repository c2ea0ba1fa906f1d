/** Lengths of the countries of the SEPA zone; elsewhere only the general rule of ISO 13616 is checked. */
const SEPA_LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AL: 28,
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GI: 23,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IS: 26,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  RS: 22,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  VA: 22,
}

/** As banks exchange it: capitals, no space. */
export function normalizeIban(text: string): string {
  return text.replace(/[\s.-]/g, '').toUpperCase()
}

export function isValidIban(text: string): boolean {
  const iban = normalizeIban(text)
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false
  const expected = SEPA_LENGTHS[iban.slice(0, 2)]
  if (expected !== undefined && iban.length !== expected) return false
  return remainder97(iban.slice(4) + iban.slice(0, 4)) === 1
}

function remainder97(text: string): number {
  let remainder = 0
  for (const character of text) {
    // a letter counts for two digits (A = 10 … Z = 35)
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder
}

/** 'FR76 •••• … 189': enough for a family to recognise its account, not enough to use it. */
export function maskIban(text: string): string {
  const iban = normalizeIban(text)
  // too short to be an IBAN: showing its ends would show it all
  if (iban.length < 15) return '••••'
  return `${iban.slice(0, 4)} •••• … ${iban.slice(-3)}`
}
