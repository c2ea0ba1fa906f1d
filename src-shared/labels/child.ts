import { formatDateOfYear } from '../format/date'
import type { LocalDate } from '../kernel/local-date'

/** Class levels in the order of school, as the codes stored in `child.class_level`. */
export const classLevels = ['TPS', 'PS', 'MS', 'GS', 'CP', 'CE1', 'CE2', 'CM1', 'CM2'] as const

/** What is eaten, never why (domain rule 27). */
export const dietLabels: Readonly<Record<string, string>> = {
  '': 'ordinaire',
  'no-pork': 'sans porc',
  'no-meat': 'sans viande',
  vegetarian: 'végétarien',
  'packed-lunch': 'panier repas',
}

/** A diet that this version does not know is shown as it was written. */
export function dietLabel(diet: string): string {
  return dietLabels[diet] ?? diet
}

export const authorisationKinds = ['leave-alone', 'image', 'outings', 'bath', 'emergency-care', 'transport'] as const
export type AuthorisationKind = (typeof authorisationKinds)[number]

export const authorisationLabels: Record<AuthorisationKind, string> = {
  'leave-alone': 'Sortir seul',
  image: 'Droit à l’image',
  outings: 'Sorties avec le groupe',
  bath: 'Baignade',
  'emergency-care': 'Soins d’urgence',
  transport: 'Transport en véhicule',
}

/** What welcoming the child asks; never the nature of a handicap (domain rule 27). */
export const childNeeds = ['glasses', 'lenses', 'hearing-aid', 'dental-appliance', 'ear-tubes', 'adult-help'] as const
export type ChildNeed = (typeof childNeeds)[number]

export const needLabels: Record<ChildNeed, string> = {
  glasses: 'Lunettes',
  lenses: 'Lentilles',
  'hearing-aid': 'Appareil auditif',
  'dental-appliance': 'Appareil dentaire',
  'ear-tubes': 'Aérateurs (bouchons à l’eau)',
  'adult-help': 'Aide d’un adulte',
}

export const swimmingLabels: Readonly<Record<string, string>> = {
  '': 'à renseigner',
  learning: 'ne sait pas encore nager',
  swims: 'sait nager',
}

export const allergyKinds = ['food', 'drug', 'asthma', 'other'] as const
export type AllergyKind = (typeof allergyKinds)[number]

export const allergyKindLabels: Record<AllergyKind, string> = {
  food: 'alimentaire',
  drug: 'médicament',
  asthma: 'asthme',
  other: 'autre',
}

/** Words that would store a religion: a diet says what is eaten (domain rule 27). */
const religiousWords = /\b(hallal|halal|halel|casher|cacher|kasher|kosher|hindou|jeûne|ramadan|car[eê]me)/i

export function namesReligion(text: string): boolean {
  return religiousWords.test(text)
}

interface Decision {
  decision: string
  decidedOn: LocalDate | null
  note: string
}

/** Why somebody must not come, and what to do then: 'Décision de justice du 12 mars 2025. Appeler la direction.' */
export function decisionText({ decision, decidedOn, note }: Decision): string {
  const on = decidedOn === null ? '' : ` du ${formatDateOfYear(decidedOn)}`
  const why = decision === '' && on === '' ? '' : `${decision || 'Décision'}${on}.`
  return [why, note].filter((part) => part !== '').join(' ')
}
