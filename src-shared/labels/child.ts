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
