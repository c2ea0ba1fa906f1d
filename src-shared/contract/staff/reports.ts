import { z } from 'zod'
import { query } from '../operation'
import { zCents, zId, zInstant, zLocalDate, zYearMonth } from '../schemas'

const zCount = z.number().int()

const zAttendanceRow = z.object({
  activityId: zId,
  activityName: z.string(),
  days: zCount,
  /** Places of an ordinary day; null = not limited. */
  places: zCount.nullable(),
  children: zCount,
  booked: zCount,
  present: zCount,
  excused: zCount,
  billedAbsences: zCount,
  unbooked: zCount,
  meals: zCount,
  averagePercent: zCount.nullable(),
  busiestPercent: zCount.nullable(),
})
export type AttendanceRow = z.output<typeof zAttendanceRow>

/** Of a month; those of the month before stand beside them. */
const zFigures = z.object({
  children: zCount,
  booked: zCount,
  present: zCount,
  excused: zCount,
  billedAbsences: zCount,
  unbooked: zCount,
  meals: zCount,
  /** Past bookings that nobody marked. */
  unmarked: zCount,
  openDays: zCount,
  invoices: zCount,
  invoicedCents: zCents,
  paidCents: zCents,
  unpaidCents: zCents,
})
export type ReportFigures = z.output<typeof zFigures>

const zMoneyRow = { invoicedCents: zCents, paidCents: zCents, unpaidCents: zCents }

export const zMonthReport = z.object({
  month: zYearMonth,
  today: zLocalDate,
  townName: z.string(),
  /** 'Toutes les structures', or those of the report. */
  scope: z.string(),
  /** `open`: nothing is billed; `draft`: priced, may change; `issued`: invoices are out. */
  billing: z.object({ status: z.enum(['open', 'draft', 'issued']), issuedAt: zInstant.nullable(), draftCents: zCents }),
  figures: zFigures,
  previous: zFigures,
  attendance: z.array(z.object({ structureId: zId, structureName: z.string(), rows: z.array(zAttendanceRow) })),
  occupancy: z.array(z.object({ label: z.string(), averagePercent: zCount, busiestPercent: zCount })),
  days: z.array(z.object({ date: zLocalDate, isOpen: z.boolean(), label: z.string() })),
  /** For each kind of service, a value for each day of the month. */
  services: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      places: zCount.nullable(),
      present: z.array(zCount),
      /** Booked and absent, or not marked yet. */
      others: z.array(zCount),
    }),
  ),
  income: z.array(
    z.object({ activityId: zId, activityName: z.string(), invoices: zCount, quantity: zCount, ...zMoneyRow }),
  ),
  bands: z.array(z.object({ from: zCount.nullable(), to: zCount.nullable(), families: zCount, ...zMoneyRow })),
  /** Everything that is late today, of any month. */
  overdue: z.array(
    z.object({ fromDays: zCount, toDays: zCount.nullable(), invoices: zCount, families: zCount, amountCents: zCents }),
  ),
})
export type MonthReport = z.output<typeof zMonthReport>

export const reportsContract = {
  /** The director's month: attendance and income. */
  'reports.month': query({
    permission: 'reports.read',
    input: z.object({ month: zYearMonth, structureId: zId.nullable().default(null) }),
    output: zMonthReport,
  }),
}
