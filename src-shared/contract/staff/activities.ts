import { z } from 'zod'
import type { Weekday } from '../../kernel/local-date'
import { SUPERVISION_SETTINGS, type SupervisionSetting } from '../../rules/supervision'
import { zBookingPolicy } from '../booking-policy'
import { command, query } from '../operation'
import { zDeadlineRule } from '../rules'
import { zCents, zDone, zId, zInstant, zLocalDate, zLocalTime, zName, zNothing, zVersion } from '../schemas'

export const activityKinds = ['before-after-school', 'meal', 'leisure', 'sport', 'nursery'] as const
export const slotIcons = ['morning', 'meal', 'evening', 'day', 'half-day', 'sport'] as const
export const classLevels = ['TPS', 'PS', 'MS', 'GS', 'CP', 'CE1', 'CE2', 'CM1', 'CM2'] as const

const zPlaces = z.number({ error: 'Nombre de places attendu' }).int().min(0, 'Zéro ou plus').max(5000, '5 000 au plus')
const zMonths = z.number({ error: 'Âge attendu' }).int().min(0).max(240)

const zGroupFields = z.object({
  name: zName,
  /** Empty = every class level. */
  classLevels: z.array(z.string().max(12)).max(20),
})
const zSlotFields = z.object({
  name: zName,
  letter: z.string().trim().min(1, 'Une ou deux lettres').max(2, 'Une ou deux lettres'),
  icon: z.enum(slotIcons),
  startTime: zLocalTime,
  endTime: zLocalTime,
  includesMeal: z.boolean(),
  capacityOverGroups: zPlaces.nullable(),
})
export type SlotFields = z.output<typeof zSlotFields>

const zActivityFields = z.object({
  structureId: zId,
  name: zName,
  kind: z.enum(activityKinds),
  supervision: z.enum(SUPERVISION_SETTINGS as [SupervisionSetting, ...SupervisionSetting[]]),
  validationMode: z.enum(['automatic', 'agent', 'payment']),
  cancellationMode: z.enum(['free', 'agent', 'forbidden']),
  bookingDeadline: zDeadlineRule,
  cancelDeadline: zDeadlineRule.nullable(),
  lateBooking: z.enum(['refused', 'surcharge']),
  lateSurchargeCents: zCents,
  waitingList: z.boolean(),
  minAgeMonths: zMonths.nullable(),
  maxAgeMonths: zMonths.nullable(),
  residentsOnly: z.boolean(),
  validFrom: zLocalDate,
  validTo: zLocalDate,
  portalOpensAt: zInstant.nullable(),
  onPortal: z.boolean(),
})
export type ActivityFields = z.output<typeof zActivityFields>

/** What is saved in one act: the activity with its groups and slots, in their order; a null id is a new one. */
export const zActivityInput = zActivityFields.extend({
  /** Left out = as it is. */
  bookingPolicy: zBookingPolicy.optional(),
  groups: z
    .array(zGroupFields.extend({ id: zId.nullable() }))
    .min(1, 'Il faut au moins un groupe')
    .max(60),
  slots: z
    .array(zSlotFields.extend({ id: zId.nullable() }))
    .min(1, 'Il faut au moins un créneau')
    .max(20),
})
export type ActivityInput = z.output<typeof zActivityInput>

const zPlaced = { id: zId, activityId: zId, position: z.number().int() }
export const zActivity = zActivityFields.extend({
  bookingPolicy: zBookingPolicy,
  id: zId,
  position: z.number().int(),
  isArchived: z.boolean(),
  version: zVersion,
  groups: z.array(zGroupFields.extend(zPlaced)),
  slots: z.array(zSlotFields.extend(zPlaced)),
})
export type ActivityView = z.output<typeof zActivity>

/** Days of a period, chosen by weekday and by what they are in the school calendar. */
export const dayPeriods = ['school-days', 'small-holidays', 'summer-holidays', 'public-holidays'] as const
export type DayPeriod = (typeof dayPeriods)[number]

const zWeekday = z.custom<Weekday>((v) => Number.isInteger(v) && Number(v) >= 1 && Number(v) <= 7, 'Jour attendu')

export const zOpeningChange = z.object({
  activityId: zId,
  from: zLocalDate,
  to: zLocalDate,
  weekdays: z.array(zWeekday).min(1, 'Choisissez au moins un jour').max(7),
  periods: z.array(z.enum(dayPeriods)).min(1, 'Choisissez au moins une période').max(4),
  groupIds: z.array(zId).min(1, 'Choisissez au moins un groupe').max(60),
  slotIds: z.array(zId).min(1, 'Choisissez au moins un créneau').max(20),
  action: z.discriminatedUnion('kind', [
    /** Opens what is closed; what is already open keeps its places. */
    z.object({ kind: z.literal('open'), capacity: zPlaces.nullable() }),
    z.object({ kind: z.literal('close') }),
    z.object({ kind: z.literal('capacity'), capacity: zPlaces.nullable() }),
  ]),
})
export type OpeningChange = z.output<typeof zOpeningChange>

const zHeld = z.object({
  date: zLocalDate,
  groupId: zId,
  slotId: zId,
  /** Bookings that stand there, waiting ones included. */
  bookings: z.number().int(),
})

/** What a change would do, or did. */
export const zOpeningPlan = z.object({
  opened: z.number().int(),
  closed: z.number().int(),
  capacityChanged: z.number().int(),
  unchanged: z.number().int(),
  /** Days left out because the structure is closed then. */
  closureDays: z.number().int(),
  days: z.number().int(),
  /** What cannot change without stranding children: the first hundred. */
  held: z.array(zHeld),
  heldCount: z.number().int(),
})
export type OpeningPlan = z.output<typeof zOpeningPlan>

export const zOpening = z.object({
  date: zLocalDate,
  groupId: zId,
  slotId: zId,
  capacity: z.number().int().nullable(),
  taken: z.number().int(),
})
export type OpeningView = z.output<typeof zOpening>

export const zClosure = z.object({
  id: zId,
  structureId: zId.nullable(),
  fromDate: zLocalDate,
  toDate: zLocalDate,
  label: z.string(),
})
export type ClosureView = z.output<typeof zClosure>

export const activitiesContract = {
  'activities.list': query({
    permission: 'activities.read',
    input: zNothing,
    output: z.array(zActivity.extend({ lastOpening: zLocalDate.nullable(), nextOpening: zLocalDate.nullable() })),
  }),
  'activities.read': query({ permission: 'activities.read', input: z.object({ id: zId }), output: zActivity }),
  'activities.save': command({
    permission: 'activities.write',
    input: zActivityInput.extend({ id: zId.nullable(), version: zVersion }),
    output: z.object({ id: zId }),
    audit: ({ name, groups, slots }, { id }) => ({
      entity: 'activity',
      id,
      summary: { name, groups: groups.map((group) => group.name), slots: slots.map((slot) => slot.name) },
    }),
  }),
  'activities.setArchived': command({
    permission: 'activities.write',
    input: z.object({ id: zId, version: zVersion, archived: z.boolean() }),
    output: zDone,
    audit: ({ id, archived }) => ({ entity: 'activity', id, summary: { archived } }),
  }),

  'openings.list': query({
    permission: 'activities.read',
    input: z.object({ activityId: zId, from: zLocalDate, to: zLocalDate }),
    output: z.object({ openings: z.array(zOpening), closures: z.array(zClosure) }),
  }),
  'openings.preview': query({ permission: 'activities.write', input: zOpeningChange, output: zOpeningPlan }),
  /** Refuses to strand children; with `leaveHeld`, changes the rest and leaves them as they are. */
  'openings.change': command({
    permission: 'activities.write',
    input: zOpeningChange.extend({ leaveHeld: z.boolean().default(false) }),
    output: zOpeningPlan,
    audit: ({ activityId, from, to, action }, { opened, closed, capacityChanged }) => ({
      entity: 'activity',
      id: activityId,
      summary: { action: action.kind, from, to, opened, closed, capacityChanged },
    }),
  }),

  'closures.list': query({
    permission: 'activities.read',
    input: z.object({ from: zLocalDate, to: zLocalDate }),
    output: z.array(zClosure),
  }),
  'closures.add': command({
    permission: 'activities.write',
    input: z.object({ structureId: zId.nullable(), fromDate: zLocalDate, toDate: zLocalDate, label: zName }),
    output: z.object({ id: zId }),
    audit: ({ fromDate, toDate, label, structureId }, { id }) => ({
      entity: 'closure',
      id,
      summary: { fromDate, toDate, label, structureId },
    }),
  }),
  'closures.remove': command({
    permission: 'activities.write',
    input: z.object({ id: zId }),
    output: zDone,
    audit: ({ id }) => ({ entity: 'closure', id }),
  }),
}
