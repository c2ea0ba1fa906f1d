import { z } from 'zod'
import type { ErrorCode, ErrorDetails } from '../../errors'
import { isErrorCode } from '../../errors'
import { isStoredState, type StoredState } from '../../rules/booking-state'
import { SUPERVISION_SETTINGS } from '../../rules/supervision'
import { command, query } from '../operation'
import { zId, zInstant, zLocalDate, zLocalTime, zVersion, zYearMonth } from '../schemas'

/** One letter for each state: a row of the grid travels as one text, one letter for each column. */
export const stateCodes: Readonly<Record<StoredState, string>> = {
  requested: 'q',
  'awaiting-payment': 'y',
  waiting: 'w',
  offered: 'g',
  booked: 'r',
  refused: 'x',
  'cancellation-requested': 'd',
  'absence-requested': 'a',
  cancelled: 'c',
  present: 'p',
  'present-unbooked': 'u',
  'absent-excused': 'e',
  'absent-billed': 'f',
  'outside-contract': 'o',
}
export const stateOfCode: ReadonlyMap<string, StoredState> = new Map(
  Object.entries(stateCodes).map(([state, code]) => [code, state as StoredState]),
)
/** No enrolment on that day, a group that is closed, an empty cell, a departure that nobody noted on a past day. */
export const cellCodes = { outside: '-', closed: '#', free: '.', departureMissing: 'm' } as const

/** Children who are to be looked after: an announced absence is not, a demand not yet decided is, to be on the safe side. */
export const attendingStates: readonly StoredState[] = [
  'requested',
  'awaiting-payment',
  'offered',
  'booked',
  'cancellation-requested',
  'present',
  'present-unbooked',
  'outside-contract',
]

const zState = z.custom<StoredState>((v) => typeof v === 'string' && isStoredState(v))
const zCount = z.number().int()

export const zPlanningSlot = z.object({
  id: zId,
  activityId: zId,
  activityName: z.string(),
  name: z.string(),
  letter: z.string(),
  startTime: zLocalTime,
  endTime: zLocalTime,
  capacityOverGroups: zCount.nullable(),
  supervision: z.enum(SUPERVISION_SETTINGS),
})
export type PlanningSlot = z.output<typeof zPlanningSlot>

export const zPlanningColumn = z.object({
  date: zLocalDate,
  slotId: zId,
  /** The deadline to cancel has passed. */
  locked: z.boolean(),
  openings: z.array(
    z.object({ groupId: zId, capacity: zCount.nullable(), taken: zCount, staffPlanned: zCount.nullable() }),
  ),
})
export type PlanningColumn = z.output<typeof zPlanningColumn>

export const zPlanningRow = z.object({
  childId: zId,
  familyId: zId,
  familyName: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  birthDate: zLocalDate.nullable(),
  classLevel: z.string(),
  /** Name of the group that the row stands under. */
  group: z.string(),
  /** The child has another row, billed to its other family. */
  shared: z.boolean(),
  enrolments: z.array(
    z.object({ id: zId, activityId: zId, groupId: zId, startDate: zLocalDate, endDate: zLocalDate.nullable() }),
  ),
  cells: z.string(),
  /** Versions of the filled cells, in the order of the columns, separated by commas. */
  versions: z.string(),
})
export type PlanningRow = z.output<typeof zPlanningRow>

export const zPlanningGrid = z.object({
  structureId: zId,
  structureName: z.string(),
  month: zYearMonth,
  today: zLocalDate,
  activities: z.array(z.object({ id: zId, name: z.string() })),
  slots: z.array(zPlanningSlot),
  columns: z.array(zPlanningColumn),
  /** Why a day of the month has no column. */
  closedDays: z.array(z.object({ date: zLocalDate, label: z.string() })),
  holidays: z.array(z.object({ name: z.string(), from: zLocalDate, to: zLocalDate })),
  rows: z.array(zPlanningRow),
  memos: z.array(z.object({ row: zCount, column: zCount, text: z.string() })),
  ranks: z.array(z.object({ row: zCount, column: zCount, rank: zCount })),
})
export type PlanningGrid = z.output<typeof zPlanningGrid>

const zCell = z.object({ enrolmentId: zId, slotId: zId, date: zLocalDate })
const zRefusal = z.object({
  code: z.custom<ErrorCode>((v) => typeof v === 'string' && isErrorCode(v)),
  details: z.custom<ErrorDetails>((v) => typeof v === 'object' && v !== null),
})

/** What became of one cell; with a refusal, the state as it stands. */
export const zCellResult = zCell.extend({
  state: zState.nullable(),
  version: zVersion.nullable(),
  refusal: zRefusal.optional(),
})
export type CellResult = z.output<typeof zCellResult>

/** What puts back one cell as it was. */
export const zCellUndo = zCell.extend({
  state: zState.nullable(),
  version: zVersion.nullable().optional(),
  reason: z.string().max(2000).optional(),
  memo: z.string().max(2000).optional(),
  arrivedAt: zLocalTime.nullable().optional(),
  leftAt: zLocalTime.nullable().optional(),
  waitingSince: zInstant.nullable().optional(),
  waitingPriority: z.number().int().optional(),
  together: z.boolean().optional(),
  holdUntil: zInstant.nullable().optional(),
  late: z.boolean().optional(),
  requestId: z.string().nullable().optional(),
})
export type CellUndo = z.output<typeof zCellUndo>

export const planningActions = ['book', 'release', 'excuse', 'bill', 'present', 'memo'] as const
export type PlanningAction = (typeof planningActions)[number]

const maxCells = 3000

/** What puts cells back as they were: signed by the desk for whoever acted, sent back untouched, for a few minutes. */
export const zUndo = z.object({
  changes: z.array(zCellUndo).min(1).max(maxCells),
  until: zInstant,
  signature: z.string().max(100),
})
export type Undo = z.output<typeof zUndo>

/** What became of the cells; `undo` is null when nothing changed. */
export const zChanges = z.object({ results: z.array(zCellResult), undo: zUndo.nullable() })
const summaryOf = (results: readonly CellResult[]) => {
  const done = results.filter(({ refusal }) => !refusal)
  const dates = done.map(({ date }) => date).toSorted()
  return {
    cells: done.length,
    refused: results.length - done.length,
    from: dates[0] ?? '',
    to: dates[dates.length - 1] ?? '',
  }
}

export const planningContract = {
  /** The month of a structure: children × days × slots, in letters. */
  'planning.grid': query({
    permission: 'bookings.read',
    input: z.object({ structureId: zId, month: zYearMonth }),
    output: zPlanningGrid,
  }),
  /** Children of a structure who have a care plan today: the mark only, never its text. */
  'planning.carePlans': query({
    permission: 'health.read',
    input: z.object({ structureId: zId, month: zYearMonth }),
    output: z.object({ childIds: z.array(zId) }),
    audit: (input, output) => ({
      entity: 'health',
      id: `structure/${input.structureId}`,
      summary: { carePlans: output.childIds.length },
    }),
  }),
  /** Everything known of one cell, for the line above the grid. */
  'planning.cell': query({
    permission: 'bookings.read',
    input: zCell,
    output: z.object({
      state: zState.nullable(),
      changedAt: zInstant.nullable(),
      changedBy: z.string(),
      fromPortal: z.boolean(),
      reason: z.string(),
      arrivedAt: zLocalTime.nullable(),
      leftAt: zLocalTime.nullable(),
      rank: zCount.nullable(),
      isInvoiced: z.boolean(),
      /** Until when it can be booked (empty cell) or cancelled; null = no limit. */
      deadline: zInstant.nullable(),
      isPast: z.boolean(),
      amountCents: zCount.nullable(),
      priceText: z.string(),
    }),
  }),
  /** What these cells would be billed if they were booked. */
  'planning.price': query({
    permission: 'bookings.read',
    input: z.object({ cells: z.array(zCell).max(maxCells) }),
    output: z.object({ amountCents: zCount, unpriced: zCount }),
  }),
  'planning.apply': command({
    permission: 'bookings.write',
    input: z.object({
      action: z.enum(planningActions),
      cells: z
        .array(zCell.extend({ version: zVersion.nullable() }))
        .min(1)
        .max(maxCells),
      memo: z.string().trim().max(500, '500 caractères au plus').default(''),
      /** Above the capacity on purpose. */
      force: z.boolean().default(false),
    }),
    output: zChanges,
    audit: (input, output) => ({
      entity: 'booking',
      summary: { action: input.action, ...summaryOf(output.results), ...(input.force ? { force: true } : {}) },
    }),
  }),
  'planning.undo': command({
    permission: 'bookings.write',
    input: zUndo,
    output: zChanges,
    audit: (_input, output) => ({ entity: 'booking', summary: { action: 'undo', ...summaryOf(output.results) } }),
  }),
}
