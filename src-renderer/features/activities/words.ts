import type { ActivityView, DayPeriod } from '../../../src-shared/contract/staff/activities'
import { formatTime } from '../../../src-shared/format/date'
import { plural } from '../../../src-shared/format/text'
import { describeRatio, SUPERVISION_SETTINGS, type SupervisionSetting } from '../../../src-shared/rules/supervision'

export const kindLabels: Record<ActivityView['kind'], string> = {
  'before-after-school': 'Périscolaire',
  meal: 'Restauration',
  leisure: 'Accueil de loisirs',
  sport: 'Sport',
  nursery: 'Petite enfance',
}
export const validationLabels: Record<ActivityView['validationMode'], string> = {
  automatic: 'Automatique',
  agent: 'Par un agent',
  payment: 'Au paiement',
}
export const cancellationLabels: Record<ActivityView['cancellationMode'], string> = {
  free: 'Libre',
  agent: 'Par un agent',
  forbidden: 'Impossible',
}
export const periodLabels: Record<DayPeriod, string> = {
  'school-days': 'Temps scolaire',
  'small-holidays': 'Petites vacances',
  'summer-holidays': 'Grandes vacances',
  'public-holidays': 'Jours fériés',
}
const supervisionNames: Record<SupervisionSetting, string> = {
  'around-school': 'Périscolaire, 5 heures au plus',
  'around-school-long': 'Périscolaire, plus de 5 heures',
  'around-school-pedt': 'Périscolaire avec PEDT',
  'around-school-pedt-long': 'Périscolaire avec PEDT, plus de 5 heures',
  holidays: 'Vacances et jours sans école',
  undeclared: 'Sans taux légal',
}
export const supervisionOptions = SUPERVISION_SETTINGS.map((value) => ({ value, label: supervisionNames[value] }))
export const supervisionHelp = (setting: SupervisionSetting) =>
  describeRatio(setting) ?? 'La loi ne fixe pas de nombre d’adultes.'

/** '3 à 11 ans', '6 ans et plus', 'Tous les âges'. */
export function agesText({ minAgeMonths, maxAgeMonths }: Pick<ActivityView, 'minAgeMonths' | 'maxAgeMonths'>): string {
  const min = minAgeMonths === null ? null : Math.floor(minAgeMonths / 12)
  const max = maxAgeMonths === null ? null : Math.floor(maxAgeMonths / 12)
  if (min !== null && max !== null) return `${min} à ${plural(max, 'an', 'ans')}`
  if (min !== null) return `${plural(min, 'an', 'ans')} et plus`
  return max === null ? 'Tous les âges' : `Jusqu’à ${plural(max, 'an', 'ans')}`
}

export function slotHours({ startTime, endTime }: ActivityView['slots'][number]): string {
  return `${formatTime(startTime)} – ${formatTime(endTime)}`
}

export const options = <K extends string>(labels: Record<K, string>) =>
  (Object.keys(labels) as K[]).map((value) => ({ value, label: labels[value] }))
