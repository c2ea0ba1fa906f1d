import type { AttendanceMark, attendanceContract, Session } from '../../../src-shared/contract/staff/attendance'
import { attendingStates, type CellUndo } from '../../../src-shared/contract/staff/planning'
import { refuse } from '../../../src-shared/errors'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { parisTime } from '../../../src-shared/kernel/instant'
import { ageInYears, type LocalDate } from '../../../src-shared/kernel/local-date'
import type { LocalTime } from '../../../src-shared/kernel/local-time'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { closureOn, closuresBetween, loadCatalogue, openingsBetween } from '../activities'
import { healthAlerts } from '../children'
import { listStructures, worksFor } from '../organisation'
import {
  attendanceRows,
  candidateRows,
  gateContacts,
  presentRows,
  slotCounts,
  type AttendanceRow,
  type GateContactRow,
} from './attendance-store'
import { setStates } from './set-states'
import { bookingFacts } from './store'
import type { BookingFact, StateChange } from './types'
import { resultOf, sealUndo, undoChanges, undoView } from './undo'

interface Day {
  slotId: number
  date: LocalDate
}

/** The slot, its activity and its structure; refuses what the caller does not work for. */
async function sessionOf(ctx: Ctx, slotId: number): Promise<Session> {
  const catalogue = await loadCatalogue(ctx)
  const slot = catalogue.slotById.get(slotId) ?? refuse('record.not-found')
  const activity = catalogue.byId.get(slot.activityId) ?? refuse('record.not-found')
  if (!worksFor(ctx, activity.structureId)) refuse('permission.missing')
  const structure = (await listStructures(ctx)).find(({ id }) => id === activity.structureId)
  return {
    ...{
      slotId,
      slotName: slot.name,
      startTime: slot.startTime,
      endTime: slot.endTime,
      isMeal: activity.kind === 'meal',
    },
    ...{ activityId: activity.id, activityName: activity.name },
    ...{ structureId: activity.structureId, structureName: structure?.name ?? '' },
  }
}

/** What is open on a day, or has somebody booked, in the order of the town and of the hours. */
async function listSessions(ctx: Ctx, date: LocalDate) {
  const closures = await closuresBetween(ctx, date, date)
  const catalogue = await loadCatalogue(ctx)
  const open = (await openingsBetween(ctx, { activityIds: [...catalogue.byId.keys()], from: date, to: date })).filter(
    ({ activityId }) => {
      const activity = catalogue.byId.get(activityId)
      return activity && !closureOn(closures, activity.structureId, date)
    },
  )
  const counts = groupBy(await slotCounts(ctx.db, date), ({ slotId }) => slotId)
  const slotIds = new Set(open.map(({ slotId }) => slotId))
  for (const [slotId, list] of counts)
    if (list.some(({ state }) => attendingStates.includes(state))) slotIds.add(slotId)
  const sessions = []
  for (const slotId of slotIds) {
    const activity = catalogue.byId.get(catalogue.slotById.get(slotId)?.activityId ?? 0)
    if (!activity || !worksFor(ctx, activity.structureId)) continue
    const states = counts.get(slotId) ?? []
    sessions.push({
      ...(await sessionOf(ctx, slotId)),
      expected: sum(states.filter(({ state }) => attendingStates.includes(state))),
      present: sum(states.filter(({ isIn }) => isIn)),
    })
  }
  const order = new Map((await listStructures(ctx)).map(({ id, position }) => [id, position]))
  return sessions.toSorted(
    (a, b) =>
      (order.get(a.structureId) ?? 0) - (order.get(b.structureId) ?? 0) ||
      (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : a.slotId - b.slotId),
  )
}

const sum = (list: readonly { count: number }[]) => list.reduce((total, { count }) => total + count, 0)

async function readDay(ctx: Ctx, { slotId, date }: Day) {
  const session = await sessionOf(ctx, slotId)
  const rows = await attendanceRows(ctx.db, slotId, date)
  const contacts = groupBy(
    await gateContacts(
      ctx.db,
      rows.map(({ childId }) => childId),
    ),
    ({ childId }) => childId,
  )
  const { groupById } = await loadCatalogue(ctx)
  const childOf = ({ groupId, birthDate, ...row }: AttendanceRow) => ({
    ...row,
    group: groupById.get(groupId)?.name ?? '',
    ageYears: birthDate === null ? null : ageInYears(birthDate, date),
    contacts: contactsFor(row.familyId, contacts.get(row.childId) ?? []),
  })
  return { session, date, today: ctx.today, time: parisTime(ctx.now), children: rows.map(childOf) }
}

/**
 * Who may collect: those of the family that booked, then the others. A forbidden person counts whichever family named it,
 * and is taken out of those who may.
 */
export function contactsFor(familyId: number, contacts: readonly GateContactRow[]) {
  const plain = (text: string) => normalizeSearch(text)
  const forbidden = new Set(contacts.filter((one) => one.forbidden).map(({ fullName }) => plain(fullName)))
  const seen = new Set<string>()
  return contacts
    .toSorted((a, b) => Number(b.familyId === familyId) - Number(a.familyId === familyId))
    .filter((one) => {
      const key = `${String(one.forbidden)}/${plain(one.fullName)}`
      if (seen.has(key) || (!one.forbidden && forbidden.has(plain(one.fullName)))) return false
      seen.add(key)
      return true
    })
    .map(({ childId: _child, familyId: _family, ...contact }) => contact)
}

async function readAlerts(ctx: Ctx, { slotId, date }: Day) {
  const session = await sessionOf(ctx, slotId)
  const ids = [...new Set((await attendanceRows(ctx.db, slotId, date)).map(({ childId }) => childId))]
  // a day with its meal needs both lists: a pollen allergy outside, a milk allergy at table
  const { includesMeal } = (await loadCatalogue(ctx)).slotById.get(slotId) ?? { includesMeal: false }
  return alertsOnce(ctx, ids, { atDoor: !session.isMeal, atTable: includesMeal || session.isMeal })
}

interface Places {
  atDoor: boolean
  atTable: boolean
  days?: { from: LocalDate; to: LocalDate }
}

/** Alerts of both places, each said once. Whoever calls this leaves the trace of the reading. */
export async function alertsOnce(ctx: Ctx, ids: readonly number[], { atDoor: door, atTable: table, days }: Places) {
  const atDoor = door ? await healthAlerts(ctx, ids, 'attendance', days) : []
  const atTable = table ? await healthAlerts(ctx, ids, 'meals', days) : []
  const known = new Set<string>()
  return [...atDoor, ...atTable].flatMap(({ validTo: _validTo, ...alert }) => {
    const key = JSON.stringify(alert)
    if (known.has(key)) return []
    known.add(key)
    return [alert]
  })
}

async function findCandidates(ctx: Ctx, { slotId, date, text }: Day & { text: string }) {
  const { activityId } = await sessionOf(ctx, slotId)
  const { groupById } = await loadCatalogue(ctx)
  const words = normalizeSearch(text).split(' ').filter(Boolean)
  const rows = await candidateRows(ctx.db, { activityId, slotId, date })
  return rows
    .filter(({ firstName, lastName }) => {
      const name = normalizeSearch(`${firstName} ${lastName}`)
      return words.every((word) => name.includes(word))
    })
    .slice(0, 30)
    .map(({ groupId, ...row }) => ({ ...row, group: groupById.get(groupId)?.name ?? '' }))
}

interface Mark extends Day {
  enrolmentId: number
  version: number | null
  mark: AttendanceMark
  at?: LocalTime | undefined
  collectedBy: string
}

/** One tap at the door. A day that is over takes the hours of the slot: nobody knows the minute any more. */
export async function markAttendance(ctx: Ctx<StaffActor>, input: Mark) {
  const session = await sessionOf(ctx, input.slotId)
  const [before] = (await bookingFacts(ctx.db, [input.enrolmentId], [input.date])).filter(
    ({ slotId }) => slotId === input.slotId,
  )
  const changes = changesOf(input, before ?? null, timeOf(ctx, session, input))
  const { results, undo } = await setStates(ctx, changes)
  const refused = results.find(({ refusal }) => refusal)
  const last = refused ?? results[results.length - 1]
  return { results: last ? [resultOf(last)] : [], undo: sealUndo(ctx, oneStep(undo.map(undoView))) }
}

/** Two moves of one cell are undone at once: from where the last one left it, to where the first one found it. */
function oneStep(undo: readonly CellUndo[]): CellUndo[] {
  const [latest] = undo
  const origin = undo[undo.length - 1]
  return latest && origin ? [{ ...origin, version: latest.version }] : []
}

function timeOf(ctx: Ctx, session: Session, { date, mark, at }: Mark): LocalTime {
  if (at) return at
  if (date === ctx.today) return parisTime(ctx.now)
  return mark === 'leave' ? session.endTime : session.startTime
}

const undecided: readonly StoredState[] = ['requested', 'awaiting-payment', 'offered']

function changesOf(
  { enrolmentId, slotId, date, version, mark, collectedBy }: Mark,
  before: BookingFact | null,
  time: LocalTime,
): StateChange[] {
  const cell = { enrolmentId, slotId, date, version }
  const from = before?.state ?? null
  switch (mark) {
    case 'arrive': {
      const arrival = { ...cell, state: presence(from), arrivedAt: time, leftAt: null, reason: '' }
      // a demand that nobody decided yet: the child stands at the door, its place is taken first
      if (from !== null && undecided.includes(from))
        return [
          { ...cell, state: 'booked', force: true },
          { ...arrival, version: version === null ? null : version + 1 },
        ]
      return [arrival]
    }
    case 'leave': {
      const arrivedAt = before?.arrivedAt ?? null
      return [
        {
          ...cell,
          state: presence(from),
          leftAt: time,
          reason: collectedBy,
          ...(arrivedAt ? {} : { arrivedAt: time }),
        },
      ]
    }
    case 'absent':
      return [{ ...cell, state: 'absent-billed', arrivedAt: null, leftAt: null, reason: '' }]
    case 'excused':
      return [{ ...cell, state: 'absent-excused', arrivedAt: null, leftAt: null, reason: '' }]
    case 'expect':
      return [
        {
          ...cell,
          state: from === 'present-unbooked' ? 'cancelled' : 'booked',
          arrivedAt: null,
          leftAt: null,
          reason: '',
        },
      ]
  }
}

/** Booked children are present; a child whom nobody expected is present without a booking. */
function presence(from: StoredState | null): StoredState {
  if (from === 'outside-contract' || from === 'present-unbooked') return from
  return from === null || from === 'cancelled' || from === 'refused' || from === 'waiting'
    ? 'present-unbooked'
    : 'present'
}

async function listPresent(ctx: Ctx, structureId: number | null) {
  if (structureId !== null && !worksFor(ctx, structureId)) refuse('permission.missing')
  const own = ctx.actor.kind === 'staff' ? ctx.actor.structureIds : null
  const rows = await presentRows(ctx.db, ctx.today, structureId === null ? own : [structureId])
  return {
    date: ctx.today,
    time: parisTime(ctx.now),
    children: rows.map(({ structureId: _structureId, ...row }) => row),
  }
}

export const attendanceHandlers: Handlers<typeof attendanceContract, StaffActor> = {
  'attendance.sessions': async (ctx, { date = ctx.today }) => ({
    ...{ date, today: ctx.today, time: parisTime(ctx.now) },
    sessions: await listSessions(ctx, date),
  }),
  'attendance.day': readDay,
  'attendance.alerts': readAlerts,
  'attendance.candidates': findCandidates,
  'attendance.present': (ctx, { structureId }) => listPresent(ctx, structureId),
  'attendance.mark': markAttendance,
  'attendance.undo': undoChanges,
}
