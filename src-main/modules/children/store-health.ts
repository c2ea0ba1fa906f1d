import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { RowOf } from '../../database/table'
import type { Ctx } from '../../kernel/context'
import type { AllergyTable, CarePlanTable, HealthRecordTable, TreatmentTable, VaccinationTable } from './entities'

type Dated<T, K extends keyof T> = Omit<T, K> & { [P in K]: T[P] extends string ? LocalDate : LocalDate | null }

export type HealthRow = Dated<RowOf<typeof HealthRecordTable>, 'insuranceValidTo' | 'vaccinesSeenOn' | 'vaccinesDueOn'>
export type AllergyRow = RowOf<typeof AllergyTable>
export type CarePlanRow = Dated<RowOf<typeof CarePlanTable>, 'validFrom' | 'validTo'>
export type TreatmentRow = Dated<RowOf<typeof TreatmentTable>, 'validFrom' | 'validTo'>
export type VaccinationRow = RowOf<typeof VaccinationTable>

export const healthRow = (ctx: Ctx, childId: number) =>
  ctx.db.one<HealthRow>`select * from health_record where child_id = ${childId}`

export const allergyRows = (ctx: Ctx, childIds: readonly number[]) =>
  ctx.db.rows<AllergyRow>`select * from allergy where child_id in ${childIds} order by child_id, severity desc, id`

export const carePlanRows = (ctx: Ctx, childIds: readonly number[]) =>
  ctx.db.rows<CarePlanRow>`select * from care_plan where child_id in ${childIds} order by child_id, valid_to desc, id`

export const treatmentRows = (ctx: Ctx, childIds: readonly number[]) =>
  ctx.db
    .rows<TreatmentRow>`select * from treatment where child_id in ${childIds} order by child_id, valid_from desc, id`

export const vaccinationRows = (ctx: Ctx, childId: number) =>
  ctx.db.rows<VaccinationRow>`select * from vaccination where child_id = ${childId} order by id`

/** First day of the child in the care of the town: the beginning of its first enrolment. */
export async function admittedOn(ctx: Ctx, childId: number): Promise<LocalDate | null> {
  const row = await ctx.db.one<{ first: LocalDate | null }>`select min(start_date) as first from enrolment
    where child_id = ${childId}`
  return row?.first ?? null
}
