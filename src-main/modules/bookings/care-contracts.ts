import type {
  careContractsContract,
  ContractInput,
  ContractRecap,
  LeaveInput,
} from '../../../src-shared/contract/staff/care-contracts'
import { refuse } from '../../../src-shared/errors'
import { addDays, monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import { contractCells, weekProblems, type ContractCell } from '../../../src-shared/rules/care-contract'
import { deadlineOf } from '../../../src-shared/rules/deadline'
import { actorName, type StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { findActivity, openingsBetween, type Activity } from '../activities'
import { loadCalendar, worksFor } from '../organisation'
import { applyItems, previewItems } from './apply-items'
import {
  contractById,
  contractsBetween,
  contractsOf,
  endContractOn,
  enrolled,
  heldCells,
  leaveById,
  leavesBetween,
  type Enrolled,
} from './store-contracts'
import type { BookingItem, ItemOutcome } from './types'

interface Who {
  enrolment: Enrolled
  activity: Activity
}

async function whoFor(ctx: Ctx, enrolmentId: number): Promise<Who> {
  const enrolment = await enrolled(ctx.db, enrolmentId)
  const activity = enrolment && (await findActivity(ctx, enrolment.activityId))
  if (!enrolment || !activity || !worksFor(ctx, activity.structureId)) return refuse('record.not-found')
  return { enrolment, activity }
}

const endOfTime = '9999-12-31' as LocalDate

async function checkContract(ctx: Ctx, { enrolment, activity }: Who, input: ContractInput): Promise<void> {
  const { startDate, endDate, week, amends } = input
  if (endDate < startDate) refuse('contract.wrong-period', { fields: { endDate: 'Après le début' } })
  if (startDate < enrolment.startDate || endDate > (enrolment.endDate ?? endOfTime))
    refuse('contract.outside-enrolment')
  if (week.some(({ slotId }) => !activity.slots.some(({ id }) => id === slotId))) refuse('record.not-found')
  if (weekProblems(week).length > 0) refuse('contract.wrong-week')
  const others = await contractsBetween(ctx.db, [enrolment.id], startDate, endDate)
  if (others.some(({ id }) => id !== amends?.id)) refuse('contract.overlaps')
}

/** What a contract, or its amendment, asks for: days to book, and days of the former one to give back. */
async function itemsOf(ctx: Ctx, who: Who, input: ContractInput): Promise<{ items: BookingItem[]; closed: number }> {
  const { startDate, endDate, week, amends } = input
  const from = startDate < ctx.today ? ctx.today : startDate
  const wanted = await openCells(ctx, who, contractCells(week, from, endDate), from, endDate)
  const former = amends ? await contractById(ctx.db, amends.id) : undefined
  if (amends && (!former || former.enrolmentId !== who.enrolment.id || former.startDate >= startDate))
    refuse('contract.wrong-amendment')
  const keep = new Set(wanted.cells.map(cellKey))
  const given = former
    ? (await heldOf(ctx, who, former.week, from, former.endDate)).filter((cell) => !keep.has(cellKey(cell)))
    : []
  return { items: [...itemsFor(who, given, 'cancel'), ...itemsFor(who, wanted.cells, 'book')], closed: wanted.closed }
}

const cellKey = ({ slotId, date }: ContractCell) => `${slotId}/${date}`

/** Those of the cells that hold a booking. */
async function heldOf(ctx: Ctx, { enrolment }: Who, week: ContractInput['week'], from: LocalDate, to: LocalDate) {
  const asked = new Set(contractCells(week, from, to).map(cellKey))
  return (await heldCells(ctx.db, enrolment.id, from, to)).filter((cell) => asked.has(cellKey(cell)))
}

/** Days when the service works and the child is not on leave. */
async function openCells(
  ctx: Ctx,
  { enrolment, activity }: Who,
  cells: ContractCell[],
  from: LocalDate,
  to: LocalDate,
) {
  const openings = await openingsBetween(ctx, { activityIds: [activity.id], from, to })
  const open = new Set(openings.map(cellKey))
  const leaves = await leavesBetween(ctx.db, [enrolment.id], from, to)
  const isAway = (date: LocalDate) => leaves.some(({ fromDate, toDate }) => fromDate <= date && date <= toDate)
  const kept = cells.filter((cell) => open.has(cellKey(cell)) && !isAway(cell.date))
  return { cells: kept, closed: cells.length - kept.length }
}

function itemsFor({ enrolment }: Who, cells: readonly ContractCell[], action: BookingItem['action']): BookingItem[] {
  return cells.map(({ slotId, date }) => ({ enrolmentId: enrolment.id, slotId, date, action }))
}

const refusedAtMost = 200

function recapOf(
  outcomes: readonly ItemOutcome[],
  closed = 0,
  kept: readonly ContractRecap['refused'][number][] = [],
): ContractRecap {
  const count = (of: ItemOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === of).length
  const refused = outcomes.flatMap(({ slotId, date, refusal }) =>
    refusal ? [{ slotId, date, code: refusal.code }] : [],
  )
  return {
    booked: count('booked'),
    waiting: count('waiting'),
    freed: count('cancelled'),
    unchanged: count('unchanged'),
    closed,
    refused: [...refused, ...kept].slice(0, refusedAtMost),
  }
}

const byStaff = (ctx: Ctx, { enrolment }: Who, items: BookingItem[]) =>
  ({ familyId: enrolment.familyId, items, at: ctx.now, by: 'staff' }) as const

async function saveContract(ctx: Ctx<StaffActor>, input: ContractInput) {
  const who = await whoFor(ctx, input.enrolmentId)
  await checkContract(ctx, who, input)
  const { items, closed } = await itemsOf(ctx, who, input)
  const { amends, enrolmentId, startDate, endDate, note } = input
  if (amends && !(await endContractOn(ctx.db, amends.id, amends.version, addDays(startDate, -1))))
    refuse('record.changed-meanwhile')
  const id = await ctx.db.insert('care_contract', {
    ...{ enrolmentId, startDate, endDate, note, week: JSON.stringify(input.week), followsId: amends?.id ?? null },
    ...{ createdAt: ctx.now, createdBy: actorName(ctx.actor), version: 1 },
  })
  return { id, familyId: who.enrolment.familyId, ...recapOf(await applyItems(ctx, byStaff(ctx, who, items)), closed) }
}

async function endContract(
  ctx: Ctx<StaffActor>,
  { id, version, endDate }: { id: number; version: number; endDate: LocalDate },
) {
  const contract = (await contractById(ctx.db, id)) ?? refuse('record.not-found')
  const who = await whoFor(ctx, contract.enrolmentId)
  if (endDate < contract.startDate || endDate > contract.endDate) refuse('contract.wrong-period')
  if (!(await endContractOn(ctx.db, id, version, endDate))) refuse('record.changed-meanwhile')
  const after = addDays(endDate < ctx.today ? addDays(ctx.today, -1) : endDate, 1)
  const items = itemsFor(who, await heldOf(ctx, who, contract.week, after, contract.endDate), 'cancel')
  return { familyId: who.enrolment.familyId, ...recapOf(await applyItems(ctx, byStaff(ctx, who, items))) }
}

/** Frees the days of a leave, without charge, as long as they could still be cancelled; the others are said. */
async function declareLeave(ctx: Ctx<StaffActor>, input: LeaveInput) {
  const { enrolmentId, fromDate, toDate, note, includeLate } = input
  const who = await whoFor(ctx, enrolmentId)
  if (toDate < fromDate) refuse('contract.wrong-period', { fields: { toDate: 'Après le début' } })
  const id = await ctx.db.insert('child_leave', {
    ...{ enrolmentId, fromDate, toDate, note, createdAt: ctx.now, createdBy: actorName(ctx.actor) },
  })
  const calendar = await loadCalendar(ctx)
  const isLate = ({ date }: ContractCell) => {
    const deadline = deadlineOf(who.activity.effectiveCancelDeadline, date, calendar)
    return date < ctx.today || (deadline !== null && ctx.now >= deadline)
  }
  const cells = await heldCells(ctx.db, enrolmentId, fromDate, toDate)
  const late = includeLate ? [] : cells.filter(isLate)
  const items = itemsFor(
    who,
    cells.filter((cell) => !late.includes(cell)),
    'cancel',
  )
  const outcomes = await applyItems(ctx, byStaff(ctx, who, items))
  await touchMonths(ctx, who, fromDate, toDate)
  const kept = late.map((cell) => ({ ...cell, code: 'booking.cancel-too-late' }))
  return { id, familyId: who.enrolment.familyId, ...recapOf(outcomes, 0, kept) }
}

async function removeLeave(ctx: Ctx<StaffActor>, id: number) {
  const leave = (await leaveById(ctx.db, id)) ?? refuse('record.not-found')
  const who = await whoFor(ctx, leave.enrolmentId)
  await ctx.db.run`delete from child_leave where id = ${id}`
  const { toDate } = leave
  const from = leave.fromDate < ctx.today ? ctx.today : leave.fromDate
  const contracts = await contractsBetween(ctx.db, [leave.enrolmentId], from, toDate)
  const asked = contracts.flatMap(({ week, startDate, endDate }) =>
    contractCells(week, startDate > from ? startDate : from, endDate < toDate ? endDate : toDate),
  )
  const { cells, closed } = await openCells(ctx, who, asked, from, toDate)
  const outcomes = await applyItems(ctx, byStaff(ctx, who, itemsFor(who, cells, 'book')))
  await touchMonths(ctx, who, leave.fromDate, toDate)
  return { familyId: who.enrolment.familyId, ...recapOf(outcomes, closed) }
}

async function touchMonths(ctx: Ctx, { enrolment }: Who, from: LocalDate, to: LocalDate): Promise<void> {
  const months = new Set<string>()
  for (let date = from; date <= to; date = addDays(date, 1)) months.add(monthOf(date))
  await ctx.touch(...[...months].map((month) => `bookings/${enrolment.familyId}/${month}`))
}

export const careContractsHandlers: Handlers<typeof careContractsContract, StaffActor> = {
  'contracts.list': async (ctx, { enrolmentId }) => {
    await whoFor(ctx, enrolmentId)
    const contracts = await contractsOf(ctx.db, enrolmentId)
    return { contracts, leaves: await leavesBetween(ctx.db, [enrolmentId], '0000-01-01' as LocalDate, endOfTime) }
  },
  'contracts.preview': async (ctx, input) => {
    const who = await whoFor(ctx, input.enrolmentId)
    await checkContract(ctx, who, input)
    const { items, closed } = await itemsOf(ctx, who, input)
    return recapOf(await previewItems(ctx, byStaff(ctx, who, items)), closed)
  },
  'contracts.save': saveContract,
  'contracts.end': endContract,
  'leaves.declare': declareLeave,
  'leaves.remove': (ctx, { id }) => removeLeave(ctx, id),
}
