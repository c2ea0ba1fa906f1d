import type { RouteLocationRaw } from 'vue-router'
import type { Home } from '../../../src-shared/contract/staff/home'
import { formatDateOfYear, formatDayMonth } from '../../../src-shared/format/date'
import { joinFrench, plural } from '../../../src-shared/format/text'
import { monthOf } from '../../../src-shared/kernel/local-date'
import type { OperationOutput } from '../../api'

export interface HomeAlert {
  key: string
  tone: 'danger' | 'warning'
  title: string
  text: string
  links: { label: string; to: RouteLocationRaw }[]
}
type CarePlan = OperationOutput<'home.carePlans'>[number]

/** What the day's figures say must be settled, the most urgent first. */
export function alertsOf(home: Home, carePlans: readonly CarePlan[]): HomeAlert[] {
  return [...staffAlerts(home), ...expiredPlans(carePlans), ...endingPlans(carePlans), ...incompleteAlerts(home)]
}

function staffAlerts({ expected, date }: Home): HomeAlert[] {
  return (expected ?? []).flatMap(({ id, name, slots }) =>
    slots.flatMap((slot): HomeAlert[] => {
      if (slot.staffPlanned === null || slot.staffPlanned >= slot.staffRequired) return []
      const missing = slot.staffRequired - slot.staffPlanned
      const little = slot.under6 > 0 ? ` dont ${slot.under6} de moins de 6 ans` : ''
      return [
        {
          ...{ key: `staff/${id}/${slot.slotId}`, tone: 'danger' },
          title: `${name}, ${slot.slotName.toLowerCase()}\u00A0: il manque ${plural(missing, 'animateur', 'animateurs')}`,
          text: `${plural(slot.expected, 'enfant', 'enfants')}${little}. ${plural(slot.staffPlanned, 'prévu', 'prévus')}, ${slot.staffRequired} requis.`,
          links: [{ label: 'Voir le planning', to: { name: 'planning', query: { mois: monthOf(date) } } }],
        },
      ]
    }),
  )
}

const fileOf = ({ familyId, childId }: CarePlan) => ({ name: 'child', params: { familyId, id: childId } })

function expiredPlans(plans: readonly CarePlan[]): HomeAlert[] {
  return plans
    .filter(({ isExpired }) => isExpired)
    .map((plan) => ({
      ...{ key: `plan/${plan.childId}`, tone: plan.comesToday ? ('danger' as const) : ('warning' as const) },
      title: `PAI expiré\u00A0: ${plan.name}`,
      text: `Depuis le ${formatDateOfYear(plan.validTo)}.${plan.comesToday ? ' Attendu aujourd’hui.' : ''}`,
      links: [{ label: 'Ouvrir la fiche', to: fileOf(plan) }],
    }))
}

function endingPlans(plans: readonly CarePlan[]): HomeAlert[] {
  const ending = plans.filter(({ isExpired }) => !isExpired)
  const last = ending[ending.length - 1]
  if (!last) return []
  const names = ending.slice(0, 4).map(({ name }) => name)
  const more = ending.length > 4 ? ` et ${ending.length - 4} autres` : ''
  const [only] = ending
  return [
    {
      ...{ key: 'plans', tone: 'warning' },
      title:
        ending.length === 1
          ? `1 PAI expire le ${formatDateOfYear(last.validTo)}`
          : `${ending.length} PAI expirent d’ici au ${formatDateOfYear(last.validTo)}`,
      text: `${more ? names.join(', ') : joinFrench(names)}${more}.`,
      links: ending.length === 1 && only ? [{ label: 'Ouvrir la fiche', to: fileOf(only) }] : [],
    },
  ]
}

function incompleteAlerts({ incomplete }: Home): HomeAlert[] {
  if (!incomplete) return []
  const { date, rows } = incomplete
  const one = (key: 'missingDepartures' | 'notMarked', words: [string, string], effect: string): HomeAlert[] => {
    const found = rows.filter((row) => row[key] > 0)
    const [first] = found
    if (!first) return []
    const count = found.reduce((sum, row) => sum + row[key], 0)
    const places = [...new Set(found.map(({ name }) => name))]
    return [
      {
        ...{ key, tone: 'warning' },
        title: `${plural(count, words[0], words[1])}, ${formatDayMonth(date)}`,
        text: `${joinFrench(places)}. ${effect}`,
        links: [{ label: 'Compléter', to: { name: 'attendance', query: { jour: date, creneau: first.slotId } } }],
      },
    ]
  }
  return [
    ...one('missingDepartures', ['départ non pointé', 'départs non pointés'], 'La facturation du mois les attend.'),
    ...one('notMarked', ['enfant non pointé', 'enfants non pointés'], 'Ni présents ni absents.'),
  ]
}
