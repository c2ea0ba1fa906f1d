import type { BookingItem, ItemOutcome } from '../../../src-shared/contract/requests'
import { WEEKDAYS, formatDayMonth, formatMonth, formatShortDate } from '../../../src-shared/format/date'
import { formatEuros } from '../../../src-shared/format/money'
import { joinFrench, plural } from '../../../src-shared/format/text'
import { dayOfWeek, monthOf } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import type { Ctx } from '../../kernel/context'
import { loadCatalogue } from '../activities'
import { listStructures } from '../organisation'
import { enrolmentNames } from './store'

/** Whom and what an item concerns, in words. */
export interface ItemNames {
  childId: number
  childName: string
  groupId: number
  activityName: string
  slotName: string
  structureName: string
}

export type NameItem = (item: Pick<BookingItem, 'enrolmentId' | 'slotId'>) => ItemNames

/** Names for items of any number of requests, in three readings. */
export async function itemNames(ctx: Ctx, items: readonly BookingItem[]): Promise<NameItem> {
  const enrolments = await enrolmentNames(
    ctx.db,
    items.map(({ enrolmentId }) => enrolmentId),
  )
  const catalogue = await loadCatalogue(ctx)
  const structures = new Map((await listStructures(ctx)).map(({ id, name }) => [id, name]))
  return ({ enrolmentId, slotId }) => {
    const enrolment = enrolments.get(enrolmentId)
    const activity = enrolment && catalogue.byId.get(enrolment.activityId)
    return {
      childId: enrolment?.childId ?? 0,
      childName: enrolment?.childName ?? 'Enfant inconnu',
      groupId: enrolment?.groupId ?? 0,
      activityName: activity?.name ?? 'Activité inconnue',
      slotName: catalogue.slotById.get(slotId)?.name ?? '',
      structureName: (activity && structures.get(activity.structureId)) ?? '',
    }
  }
}

/** 'mercredi 6 janvier', '4 mercredis de janvier 2027', '8 jours du 21 déc. au 2 janv.'. */
export function describeDates(items: readonly Pick<BookingItem, 'date'>[]): string {
  const dates = [...new Set(items.map(({ date }) => date))].sort()
  const [first] = dates
  const last = dates[dates.length - 1]
  if (!first || !last) return ''
  if (dates.length === 1) return formatDayMonth(first)
  const sameWeekday = dates.every((date) => dayOfWeek(date) === dayOfWeek(first))
  const days = sameWeekday
    ? plural(dates.length, '', `${WEEKDAYS[dayOfWeek(first) - 1]}s`)
    : plural(dates.length, 'jour', 'jours')
  if (monthOf(first) !== monthOf(last)) return `${days} du ${formatShortDate(first)} au ${formatShortDate(last)}`
  const month = formatMonth(monthOf(first)).split(' ')[0] ?? ''
  return `${days} ${/^[ao]/.test(month) ? 'd’' : 'de '}${month}`
}

const actionWords = { book: '', cancel: 'annulation, ', 'declare-absence': 'absence, ' }

/** The action that most items ask. */
export function mainAction(items: readonly BookingItem[]): BookingItem['action'] {
  const count = (action: BookingItem['action']) => items.filter((one) => one.action === action).length
  const actions = ['book', 'cancel', 'declare-absence'] as const
  return actions.reduce(
    (most, action) => (count(action) > count(most) ? action : most),
    'book' as BookingItem['action'],
  )
}

/** 'Inès, 4 mercredis de janvier' and '38,40 €, Mercredis et vacances, hors délai'. */
export function summarise(items: readonly ItemOutcome[], nameOf: NameItem): { title: string; subtitle: string } {
  const names = items.map(nameOf)
  const children = [...new Set(names.map(({ childName }) => childName))]
  const activities = [...new Set(names.map(({ activityName }) => activityName))]
  const who = children.length > 3 ? plural(children.length, 'enfant', 'enfants') : joinFrench(children)
  const booked = items.filter(
    ({ action, outcome }) => action === 'book' && outcome !== 'refused' && outcome !== 'unchanged',
  )
  const amount = booked.reduce((total, { amountCents }) => total + (amountCents ?? 0), 0)
  const waiting = items.filter(({ outcome }) => outcome === 'waiting').length
  const refused = items.filter(({ outcome }) => outcome === 'refused').length
  const details = [
    ...(amount > 0 ? [formatEuros(cents(amount))] : []),
    activities.length > 2 ? plural(activities.length, 'activité', 'activités') : joinFrench(activities),
    ...(waiting > 0 ? [`${plural(waiting, 'jour', 'jours')} en liste d’attente`] : []),
    ...(refused > 0 ? [plural(refused, 'refusé', 'refusés')] : []),
    ...(items.some(({ late }) => late) ? ['hors délai'] : []),
  ]
  return { title: `${who}, ${actionWords[mainAction(items)]}${describeDates(items)}`, subtitle: details.join(', ') }
}
