import { z } from 'zod'
import { isStoredState, type StoredState } from '../../rules/booking-state'
import { command, query } from '../operation'
import { zId, zLocalDate, zLocalTime, zVersion } from '../schemas'
import { zChanges, zUndo } from './planning'

const zState = z.custom<StoredState>((v) => typeof v === 'string' && isStoredState(v))
const zCount = z.number().int().nonnegative()
const zDay = z.object({ slotId: zId, date: zLocalDate })

/** A slot of a structure on a day: what somebody stands at the door for. */
export const zSession = z.object({
  slotId: zId,
  slotName: z.string(),
  startTime: zLocalTime,
  endTime: zLocalTime,
  activityId: zId,
  activityName: z.string(),
  structureId: zId,
  structureName: z.string(),
  /** A meal: alerts are those of meals. */
  isMeal: z.boolean(),
})
export type Session = z.output<typeof zSession>

const zContact = z.object({
  fullName: z.string(),
  relationship: z.string(),
  phone: z.string(),
  mayCollect: z.boolean(),
  emergency: z.boolean(),
  forbidden: z.boolean(),
  note: z.string(),
})
export type GateContact = z.output<typeof zContact>

export const zAttendanceChild = z.object({
  enrolmentId: zId,
  childId: zId,
  familyId: zId,
  firstName: z.string(),
  lastName: z.string(),
  ageYears: z.number().int().nullable(),
  classLevel: z.string(),
  group: z.string(),
  diet: z.string(),
  leavesAlone: z.boolean(),
  state: zState,
  version: zVersion,
  arrivedAt: zLocalTime.nullable(),
  leftAt: zLocalTime.nullable(),
  memo: z.string(),
  /** To whom the child was handed over, or why it is absent. */
  reason: z.string(),
  contacts: z.array(zContact),
})
export type AttendanceChild = z.output<typeof zAttendanceChild>

/** Arrival and departure are facts; `expect` takes a note back to "expected". */
export const attendanceMarks = ['arrive', 'leave', 'absent', 'excused', 'expect'] as const
export type AttendanceMark = (typeof attendanceMarks)[number]

const markWords: Readonly<Record<AttendanceMark, string>> = {
  arrive: 'arrivée',
  leave: 'départ',
  absent: 'absence',
  excused: 'absence excusée',
  expect: 'de nouveau attendu',
}

export const attendanceContract = {
  /** What is open on a day, with how many are expected and there. */
  'attendance.sessions': query({
    permission: 'attendance.write',
    input: z.object({ date: zLocalDate.optional() }),
    output: z.object({
      date: zLocalDate,
      today: zLocalDate,
      time: zLocalTime,
      sessions: z.array(zSession.extend({ expected: zCount, present: zCount })),
    }),
  }),
  /** The children of one slot, with all that is needed to hand them over. */
  'attendance.day': query({
    permission: 'attendance.write',
    input: zDay,
    output: z.object({
      session: zSession,
      date: zLocalDate,
      today: zLocalDate,
      time: zLocalTime,
      children: z.array(zAttendanceChild),
    }),
  }),
  /** Allergies and care plans of the children of one slot; each reading is traced. */
  'attendance.alerts': query({
    permission: 'health.read',
    input: zDay,
    output: z.array(
      z.object({
        childId: zId,
        kind: z.enum(['allergy', 'care-plan', 'treatment']),
        severity: z.enum(['mild', 'severe']),
        label: z.string(),
        instruction: z.string(),
        kitPlace: z.string(),
      }),
    ),
    audit: (input, output) => ({
      entity: 'health',
      id: `slot/${input.slotId}`,
      summary: { date: input.date, alerts: output.length },
    }),
  }),
  /** Enrolled children whom nobody expected that day. */
  'attendance.candidates': query({
    permission: 'attendance.write',
    input: zDay.extend({ text: z.string().trim().max(100) }),
    output: z.array(
      z.object({
        enrolmentId: zId,
        childId: zId,
        firstName: z.string(),
        lastName: z.string(),
        classLevel: z.string(),
        group: z.string(),
        familyName: z.string(),
        version: zVersion.nullable(),
      }),
    ),
  }),
  /** Who is in a building now, all slots together: the list of an evacuation. */
  'attendance.present': query({
    permission: 'attendance.write',
    input: z.object({ structureId: zId.nullable() }),
    output: z.object({
      date: zLocalDate,
      time: zLocalTime,
      children: z.array(
        z.object({
          childId: zId,
          firstName: z.string(),
          lastName: z.string(),
          classLevel: z.string(),
          structureName: z.string(),
          slotName: z.string(),
          arrivedAt: zLocalTime.nullable(),
        }),
      ),
    }),
  }),
  'attendance.mark': command({
    permission: 'attendance.write',
    input: zDay.extend({
      enrolmentId: zId,
      version: zVersion.nullable(),
      mark: z.enum(attendanceMarks),
      /** When it happened, on the clock of the town; the present minute when left out. */
      at: zLocalTime.optional(),
      /** Who collects the child. */
      collectedBy: z.string().trim().max(200).default(''),
    }),
    output: zChanges,
    audit: (input, output) => ({
      entity: 'attendance',
      id: input.enrolmentId,
      summary: {
        mark: markWords[input.mark],
        date: input.date,
        ...(input.at ? { at: input.at } : {}),
        ...(input.collectedBy ? { collectedBy: input.collectedBy } : {}),
        ...(output.results.some(({ refusal }) => refusal) ? { refused: true } : {}),
      },
    }),
  }),
  'attendance.undo': command({
    permission: 'attendance.write',
    input: zUndo,
    output: zChanges,
    audit: (input) => ({ entity: 'attendance', id: input.changes[0]?.enrolmentId ?? '', summary: { mark: 'annulé' } }),
  }),
}
