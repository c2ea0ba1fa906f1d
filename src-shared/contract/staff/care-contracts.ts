import { z } from 'zod'
import { command, query } from '../operation'
import { zWeekday } from '../registration'
import { zId, zLocalDate, zLocalTime, zVersion } from '../schemas'

const zContractDay = z.object({
  weekday: zWeekday,
  slotId: zId,
  from: zLocalTime.nullable().default(null),
  to: zLocalTime.nullable().default(null),
})
export const zContractWeek = z.array(zContractDay).min(1, 'Choisissez au moins un jour').max(140)

const zNote = z.string().trim().max(500, '500 caractères au plus').default('')

const zCell = z.object({ slotId: zId, date: zLocalDate })

/** What became, or would become, of the days of a contract or of a leave. */
export const zContractRecap = z.object({
  booked: z.number().int(),
  waiting: z.number().int(),
  /** Given back without charge. */
  freed: z.number().int(),
  unchanged: z.number().int(),
  /** Days of the week asked when the service is closed. */
  closed: z.number().int(),
  /** What a rule stopped, the first two hundred. */
  refused: z.array(zCell.extend({ code: z.string() })),
})
export type ContractRecap = z.output<typeof zContractRecap>

export const zCareContract = z.object({
  id: zId,
  enrolmentId: zId,
  startDate: zLocalDate,
  endDate: zLocalDate,
  week: z.array(zContractDay),
  followsId: zId.nullable(),
  note: z.string(),
  createdBy: z.string(),
  version: zVersion,
})
export type CareContract = z.output<typeof zCareContract>

export const zChildLeave = z.object({
  id: zId,
  enrolmentId: zId,
  fromDate: zLocalDate,
  toDate: zLocalDate,
  note: z.string(),
  createdBy: z.string(),
})
export type ChildLeave = z.output<typeof zChildLeave>

const zContractInput = z.object({
  enrolmentId: zId,
  startDate: zLocalDate,
  endDate: zLocalDate,
  week: zContractWeek,
  note: zNote,
  /** The contract that this one amends from its first day on. */
  amends: z.object({ id: zId, version: zVersion }).nullable().default(null),
})
export type ContractInput = z.output<typeof zContractInput>

const zLeaveInput = z.object({
  enrolmentId: zId,
  fromDate: zLocalDate,
  toDate: zLocalDate,
  note: zNote,
  /** Also frees days whose time to cancel has passed. */
  includeLate: z.boolean().default(false),
})
export type LeaveInput = z.output<typeof zLeaveInput>

const period = ({ startDate, endDate }: { startDate: string; endDate: string }) => ({ startDate, endDate })

/** Regular contracts: the weeks of a child over a period, their amendments, and the child's leave. */
export const careContractsContract = {
  'contracts.list': query({
    permission: 'bookings.read',
    input: z.object({ enrolmentId: zId }),
    output: z.object({ contracts: z.array(zCareContract), leaves: z.array(zChildLeave) }),
  }),
  'contracts.preview': query({ permission: 'bookings.write', input: zContractInput, output: zContractRecap }),
  'contracts.save': command({
    permission: 'bookings.write',
    input: zContractInput,
    output: zContractRecap.extend({ id: zId, familyId: zId }),
    audit: (input, { id, familyId, booked, freed }) => ({
      entity: 'care-contract',
      id,
      familyId,
      summary: { ...period(input), booked, freed },
    }),
  }),
  /** Ends a contract on a day, included: what it booked afterwards is given back. */
  'contracts.end': command({
    permission: 'bookings.write',
    input: z.object({ id: zId, version: zVersion, endDate: zLocalDate }),
    output: zContractRecap.extend({ familyId: zId }),
    audit: ({ id, endDate }, { familyId, freed }) => ({
      entity: 'care-contract',
      id,
      familyId,
      summary: { endDate, freed },
    }),
  }),
  'leaves.declare': command({
    permission: 'bookings.write',
    input: zLeaveInput,
    output: zContractRecap.extend({ id: zId, familyId: zId }),
    audit: ({ fromDate, toDate }, { id, familyId, freed }) => ({
      entity: 'child-leave',
      id,
      familyId,
      summary: { fromDate, toDate, freed },
    }),
  }),
  /** Takes a leave back; the days that the contract asks for are booked again where there is a place. */
  'leaves.remove': command({
    permission: 'bookings.write',
    input: z.object({ id: zId }),
    output: zContractRecap.extend({ familyId: zId }),
    audit: ({ id }, { familyId, booked }) => ({ entity: 'child-leave', id, familyId, summary: { booked } }),
  }),
}
