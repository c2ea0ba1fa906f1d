/** In which legal setting children are received: it decides how many each adult may look after. */
export type SupervisionSetting =
  /** Before and after school, Wednesdays; at most five hours in a row, without an educational plan (PEDT). */
  | 'around-school'
  /** The same, for more than five hours in a row. */
  | 'around-school-long'
  | 'around-school-pedt'
  | 'around-school-pedt-long'
  /** School holidays, Saturdays without school, Sundays. */
  | 'holidays'
  /** A canteen or a childcare that is not declared to the State has no legal ratio. */
  | 'undeclared'

export type SupervisionRatio = { readonly under6: number; readonly sixAndOver: number }

/** Children per adult (Code de l’action sociale et des familles, articles R. 227-15 and R. 227-16). */
export const SUPERVISION_RATIOS: Readonly<Record<SupervisionSetting, SupervisionRatio | null>> = {
  'around-school': { under6: 10, sixAndOver: 14 },
  'around-school-long': { under6: 8, sixAndOver: 12 },
  'around-school-pedt': { under6: 14, sixAndOver: 18 },
  'around-school-pedt-long': { under6: 10, sixAndOver: 14 },
  holidays: { under6: 8, sixAndOver: 12 },
  undeclared: null,
}

export const SUPERVISION_SETTINGS = Object.keys(SUPERVISION_RATIOS) as SupervisionSetting[]

/**
 * How many adults a group needs: those of the little ones and those of the others are counted apart, and each number is
 * rounded up. 0 where the law sets no ratio.
 */
export function requiredStaff(children: {
  readonly under6: number
  readonly sixAndOver: number
  readonly setting: SupervisionSetting
}): number {
  const ratio = SUPERVISION_RATIOS[children.setting]
  if (ratio === null) return 0
  return Math.ceil(children.under6 / ratio.under6) + Math.ceil(children.sixAndOver / ratio.sixAndOver)
}

/** '1 animateur pour 14 enfants de moins de 6 ans, 18 à partir de 6 ans', or null where the law sets no ratio. */
export function describeRatio(setting: SupervisionSetting): string | null {
  const ratio = SUPERVISION_RATIOS[setting]
  if (ratio === null) return null
  return `1\u00A0animateur pour ${ratio.under6}\u00A0enfants de moins de 6\u00A0ans, ${ratio.sixAndOver} à partir de 6\u00A0ans`
}
