import { formatDateOfYear, formatDayMonth, formatTime, formatWeekday } from '../../../src-shared/format/date'
import { NBSP } from '../../../src-shared/format/number'
import { formatPhone } from '../../../src-shared/format/phone'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { parisTime } from '../../../src-shared/kernel/instant'
import { ageInYears, isoWeek, monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import { dietLabel } from '../../../src-shared/labels/child'
import type { Ctx } from '../../kernel/context'
import type { AttendanceSheetChild, AttendanceSheetDocument } from '../../print/types'
import { closureOn, closuresBetween, loadCatalogue, openingsBetween, type Activity, type Slot } from '../activities'
import type { HealthAlert } from '../children'
import { listStructures, loadCalendar, readTown, type Structure } from '../organisation'
import { alertsOnce, contactsFor } from './attendance'
import { gateContacts, sheetRows, type GateContactRow, type SheetRow } from './attendance-store'

export interface SheetScope {
  activities: readonly Activity[]
  /** Null: every group. */
  groupId: number | null
  /** One day, or the seven of a week. */
  from: LocalDate
  to: LocalDate
}

type Alert = Omit<HealthAlert, 'validTo'>

interface Facts {
  rows: SheetRow[]
  contacts: Map<number, GateContactRow[]>
  /** Null when the reader has no right to health. */
  alerts: Map<string, Alert[]> | null
}

export interface Sheets {
  documents: AttendanceSheetDocument[]
  /** How many health alerts were read, null when none was asked: what the trace says. */
  alertsRead: number | null
}

/** One sheet for each activity and group where somebody is expected, in the order of the town. */
export async function attendanceSheets(ctx: Ctx, scope: SheetScope): Promise<Sheets> {
  const activityIds = scope.activities.map(({ id }) => id)
  const all = await sheetRows(ctx.db, { activityIds, from: scope.from, to: scope.to })
  const rows = all.filter(({ groupId }) => scope.groupId === null || groupId === scope.groupId)
  const childIds = [...new Set(rows.map(({ childId }) => childId))]
  const contacts = groupBy(await gateContacts(ctx.db, childIds), ({ childId }) => childId)
  const seesHealth = ctx.actor.kind === 'staff' && ctx.actor.permissions.has('health.read')
  const alerts = seesHealth ? await alertsByPlace(ctx, scope, rows) : null
  const facts: Facts = { rows, contacts, alerts }
  const openDays = groupBy(
    await openingsBetween(ctx, { activityIds, from: scope.from, to: scope.to }),
    ({ activityId }) => activityId,
  )
  const closures = await closuresBetween(ctx, scope.from, scope.to)
  const common = await commonParts(ctx, scope, seesHealth)
  const documents = scope.activities.flatMap((activity) =>
    activity.groups.flatMap((group): AttendanceSheetDocument[] => {
      const own = rows.filter((row) => row.activityId === activity.id && row.groupId === group.id)
      if (own.length === 0) return []
      const open = (openDays.get(activity.id) ?? []).filter(
        ({ groupId, date }) => groupId === group.id && !closureOn(closures, activity.structureId, date),
      )
      const days = [...new Set([...open, ...own].map(({ date }) => date))].toSorted()
      const groupName = activity.groups.length > 1 ? `${activity.name} · ${group.name}` : activity.name
      const { children, legend } = childrenOf(activity, own, days, facts)
      return [{ ...common(activity, days), groupName, days, children, legend }]
    }),
  )
  return { documents, alertsRead: alerts && [...alerts.values()].reduce((sum, list) => sum + list.length, 0) }
}

const placeKey = (activityId: number, childId: number) => `${activityId}/${childId}`

/** A canteen reads what matters at table, an evening what matters at the door, a day with its meal both. */
async function alertsByPlace(ctx: Ctx, { from, to }: SheetScope, rows: readonly SheetRow[]) {
  const { byId, slotById } = await loadCatalogue(ctx)
  const read = new Map<string, Alert[]>()
  for (const [activityId, own] of groupBy(rows, (row) => row.activityId)) {
    const isMeal = byId.get(activityId)?.kind === 'meal'
    const withMeal = own.filter(({ slotId }) => isMeal || slotById.get(slotId)?.includesMeal)
    const atTable = new Set(withMeal.map(({ childId }) => childId))
    const ids = [...new Set(own.map(({ childId }) => childId))]
    const days = { from, to }
    const lists = [
      await alertsOnce(ctx, [...atTable], { atDoor: !isMeal, atTable: true, days }),
      await alertsOnce(
        ctx,
        ids.filter((id) => !atTable.has(id)),
        { atDoor: true, atTable: false, days },
      ),
    ]
    for (const alert of lists.flat()) {
      const key = placeKey(activityId, alert.childId)
      read.set(key, [...(read.get(key) ?? []), alert])
    }
  }
  return read
}

/** What every sheet of the print shares, and its head. */
async function commonParts(ctx: Ctx, { from, to }: SheetScope, seesHealth: boolean) {
  const { name } = await readTown(ctx)
  const structures = new Map((await listStructures(ctx)).map((structure) => [structure.id, structure]))
  const { schoolHolidays } = await loadCalendar(ctx)
  const holiday = (days: readonly LocalDate[]) =>
    schoolHolidays.find((one) => days.every((day) => one.from <= day && day <= one.to))?.name
  const isWeek = from !== to
  return (activity: Activity, days: readonly LocalDate[]) => ({
    town: { name },
    structureName: structures.get(activity.structureId)?.name ?? '',
    ...contactOf(structures.get(activity.structureId)),
    title: isWeek ? `Semaine ${isoWeek(from).week}` : capital(formatDayMonth(from)),
    subtitle: [holiday(days), isWeek ? spanText(days) : `Semaine ${isoWeek(from).week}, ${from.slice(0, 4)}`]
      .filter(Boolean)
      .join(' · '),
    printedOn: ctx.today,
    printedText: `Imprimée le ${formatDateOfYear(ctx.today)} à ${formatTime(parisTime(ctx.now))}${NBSP}: les réservations faites ensuite n’y sont pas`,
    confidentialText: seesHealth
      ? `Santé et contacts${NBSP}: classeur fermé, puis destruction après usage.`
      : `Sans allergies ni PAI${NBSP}: vos droits ne les montrent pas. À détruire après usage.`,
  })
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function contactOf(structure: Structure | undefined): { contact?: string } {
  return structure?.phone ? { contact: formatPhone(structure.phone) } : {}
}

function spanText(days: readonly LocalDate[]): string {
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last) return ''
  if (first === last) return formatDateOfYear(first)
  const start = monthOf(first) === monthOf(last) ? dayNumber(first) : formatDateOfYear(first)
  return `${start} au ${formatDateOfYear(last)}`
}

const dayNumber = (date: LocalDate) => formatDateOfYear(date).split(NBSP)[0] ?? ''

/** States where nobody has said yes yet: the child may come, the sheet says that it is not sure. */
const undecided: readonly SheetRow['state'][] = ['requested', 'awaiting-payment', 'offered']

function childrenOf(activity: Activity, own: readonly SheetRow[], days: readonly LocalDate[], facts: Facts) {
  const slots = activity.slots.filter(({ id }) => own.some(({ slotId }) => slotId === id))
  const letters = lettersOf(slots)
  const children = [...groupBy(own, ({ childId }) => childId).values()].map((rows): AttendanceSheetChild[] => {
    const [child] = rows
    if (!child) return []
    const contacts = contactsFor(child.familyId, facts.contacts.get(child.childId) ?? [])
    const age = child.birthDate === null || !days[0] ? '' : `${ageInYears(child.birthDate, days[0])} ans`
    return [
      {
        lastName: child.lastName.toLocaleUpperCase('fr'),
        firstName: child.firstName,
        facts: [age, child.classLevel].filter((part) => part !== '').join(' · '),
        alerts: alertsOf(activity, rows, days.length > 1, facts),
        pickups: contacts
          .filter(({ mayCollect, forbidden }) => mayCollect && !forbidden)
          .map(({ fullName, relationship, phone }) => ({
            name: [fullName, relationship].filter((part) => part !== '').join(', '),
            ...(phone ? { phone: formatPhone(phone) } : {}),
          })),
        notToCollect: contacts
          .filter(({ forbidden }) => forbidden)
          .map(({ fullName, relationship }) => (relationship ? `${fullName} (${relationship})` : fullName)),
        planned: days.map((day) => plannedOn(slots, rows, day, letters)),
      },
    ]
  })
  const legend = slots.map((slot) => ({ letter: letters.get(slot.id) ?? '', label: slot.name }))
  const isUnsure = own.some(({ state }) => undecided.includes(state))
  return {
    children: children.flat(),
    legend: isUnsure ? [...legend, { letter: '?', label: 'demande pas encore décidée' }] : legend,
  }
}

/** Two slots of an activity may bear the same letter: the second then takes a number. */
function lettersOf(slots: readonly Slot[]): Map<number, string> {
  const seen = new Map<string, number>()
  return new Map(
    slots.map(({ id, letter }) => {
      const times = (seen.get(letter) ?? 0) + 1
      seen.set(letter, times)
      return [id, times === 1 ? letter : `${letter}${times}`]
    }),
  )
}

function plannedOn(
  slots: readonly Slot[],
  rows: readonly SheetRow[],
  day: LocalDate,
  letters: ReadonlyMap<number, string>,
): string | null {
  const booked = slots.flatMap(({ id }) => {
    const row = rows.find(({ slotId, date }) => slotId === id && date === day)
    return row ? [`${letters.get(id) ?? ''}${undecided.includes(row.state) ? '?' : ''}`] : []
  })
  return booked.length > 0 ? booked.join(' ') : null
}

function alertsOf(
  activity: Activity,
  rows: readonly SheetRow[],
  isWeek: boolean,
  { alerts }: Facts,
): AttendanceSheetChild['alerts'] {
  const [child] = rows
  if (!child) return []
  const eats = rows.some(
    ({ slotId }) => activity.kind === 'meal' || activity.slots.some((slot) => slot.id === slotId && slot.includesMeal),
  )
  const health = (alerts?.get(placeKey(activity.id, child.childId)) ?? []).map((alert) => ({
    kind: alert.kind === 'treatment' ? ('note' as const) : alert.kind,
    text: alertText(alert),
  }))
  const memos = rows
    .filter(({ memo }) => memo.trim() !== '')
    .map(({ memo, date }) => ({
      kind: 'note' as const,
      text: isWeek ? `${capital(formatWeekday(date))}${NBSP}: ${memo.trim()}` : memo.trim(),
    }))
  return [
    ...health,
    ...(eats && child.diet !== '' ? [{ kind: 'diet' as const, text: capital(dietLabel(child.diet)) }] : []),
    ...(child.leavesAlone ? [{ kind: 'leaves-alone' as const, text: 'Part seul' }] : []),
    ...(child.imageConsent ? [] : [{ kind: 'no-photo' as const, text: 'Pas de photo' }]),
    ...memos,
  ]
}

function alertText({ kind, severity, label, instruction, kitPlace }: Alert): string {
  if (kind === 'care-plan') {
    const kit = kitPlace === '' ? '' : `Trousse${NBSP}: ${kitPlace}`
    return [instruction.replace(/\.$/, ''), kit].filter((part) => part !== '').join('. ')
  }
  if (kind === 'treatment') return `Traitement${NBSP}: ${[label, instruction].filter(Boolean).join(', ')}`
  const name = severity === 'severe' ? `${label} (grave)` : label
  return instruction === '' ? name : `${name}${NBSP}: ${instruction}`
}
