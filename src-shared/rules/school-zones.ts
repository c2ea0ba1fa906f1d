import type { SchoolZone } from './calendar'

// Académies of each zone, by département (decree of 2015 on school zones).
const ZONES: Readonly<Record<SchoolZone, string>> = {
  A: '01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90',
  B: '02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67 68 72 76 80 83 84 85 88',
  C: '09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95',
}
const zoneOf = new Map(
  (Object.keys(ZONES) as SchoolZone[]).flatMap((zone) => ZONES[zone].split(' ').map((code) => [code, zone] as const)),
)

/** The school zone of a French postal code; null where the calendar is another one (Corsica, overseas) or unknown. */
export function schoolZoneOf(postalCode: string): SchoolZone | null {
  return zoneOf.get(postalCode.slice(0, 2)) ?? null
}

/** Whether a postal code stands where Good Friday and 26 December are holidays too. */
export function isAlsaceMoselle(postalCode: string): boolean {
  return ['57', '67', '68'].includes(postalCode.slice(0, 2))
}
