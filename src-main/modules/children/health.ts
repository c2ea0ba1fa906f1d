import type { Health } from '../../../src-shared/contract/staff/children'
import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import { childChanged, nameOf, readChild, requireChildOf } from './service'
import { allergyRows, carePlanRows, healthRow, type AllergyRow, type CarePlanRow } from './store'

/** What whoever receives the child must know. Only what this place needs: meals do not see a pollen allergy. */
export interface HealthAlert {
  childId: number
  kind: 'allergy' | 'care-plan'
  severity: 'mild' | 'severe'
  label: string
  instruction: string
  /** Where the kit is; care plans only. */
  kitPlace: string
  validTo: LocalDate | null
}

/** Health is read by whoever holds its permission, and by the program itself for a sheet that such a person asked. */
function requireHealthReader(ctx: Ctx): void {
  const { actor } = ctx
  if (actor.kind === 'system' || (actor.kind === 'staff' && actor.permissions.has('health.read'))) return
  refuse('permission.missing', { permission: 'health.read' })
}

/**
 * Alerts of some children at a place, the gravest first. Refuses without the health permission. The trace is written by
 * who calls this: a query declares `audit` in its contract. `days` when a sheet is printed ahead: a care plan counts if it
 * holds on one of them.
 */
export async function healthAlerts(
  ctx: Ctx,
  childIds: readonly number[],
  place: 'attendance' | 'meals',
  days: { from: LocalDate; to: LocalDate } = { from: ctx.today, to: ctx.today },
): Promise<HealthAlert[]> {
  requireHealthReader(ctx)
  const allergies = (await allergyRows(ctx, childIds))
    .filter((row) => Boolean(place === 'meals' ? row.onMeals : row.onAttendance))
    .map((row) => ({ ...openAllergy(ctx, row), kind: 'allergy' as const, kitPlace: '', validTo: null }))
  const plans = (await carePlanRows(ctx, childIds))
    .filter(
      (row) => row.validTo >= days.from && row.validFrom <= days.to && (place === 'attendance' || Boolean(row.onMeals)),
    )
    .map((row) => ({
      ...openCarePlan(ctx, row),
      kind: 'care-plan' as const,
      severity: 'severe' as const,
      label: 'PAI',
    }))
  return [...plans, ...allergies]
    .map(({ childId, kind, severity, label, instruction, kitPlace, validTo }) => ({
      childId,
      kind,
      severity,
      label,
      instruction,
      kitPlace,
      validTo,
    }))
    .toSorted((left, right) => Number(right.severity === 'severe') - Number(left.severity === 'severe'))
}

function openAllergy(ctx: Ctx, row: AllergyRow) {
  const { cipher } = ctx.services
  return {
    id: row.id,
    childId: row.childId,
    severity: row.severity,
    label: cipher.open(row.labelSealed, `allergy.label/${row.id}`),
    instruction: cipher.open(row.instructionSealed, `allergy.instruction/${row.id}`),
    onAttendance: Boolean(row.onAttendance),
    onMeals: Boolean(row.onMeals),
  }
}

function openCarePlan(ctx: Ctx, row: CarePlanRow) {
  const { cipher } = ctx.services
  return {
    id: row.id,
    childId: row.childId,
    validFrom: row.validFrom,
    validTo: row.validTo,
    instruction: cipher.open(row.instructionSealed, `care_plan.instruction/${row.id}`),
    kitPlace: cipher.open(row.kitPlaceSealed, `care_plan.kit_place/${row.id}`),
    onMeals: Boolean(row.onMeals),
  }
}

export async function readHealth(ctx: Ctx, childId: number): Promise<Health> {
  requireHealthReader(ctx)
  await readChild(ctx, childId)
  const { cipher } = ctx.services
  const record = await healthRow(ctx, childId)
  return {
    childId,
    version: record?.version ?? 0,
    doctor: cipher.open(record?.doctorSealed ?? '', `health_record.doctor/${childId}`),
    notes: cipher.open(record?.notesSealed ?? '', `health_record.notes/${childId}`),
    allergies: (await allergyRows(ctx, [childId])).map((row) => openAllergy(ctx, row)),
    carePlans: (await carePlanRows(ctx, [childId])).map((row) => openCarePlan(ctx, row)),
  }
}

interface Target {
  childId: number
  familyId: number
}

export async function saveHealth(
  ctx: Ctx,
  input: Target & { version: number; doctor: string; notes: string },
): Promise<string> {
  const { childId, familyId, version } = input
  const child = await requireChildOf(ctx, childId, familyId)
  const doctorSealed = ctx.services.cipher.seal(input.doctor, `health_record.doctor/${childId}`)
  const notesSealed = ctx.services.cipher.seal(input.notes, `health_record.notes/${childId}`)
  const done =
    version === 0
      ? await ctx.db.run`insert into health_record (child_id, doctor_sealed, notes_sealed, version)
          values (${childId}, ${doctorSealed}, ${notesSealed}, 1) on conflict (child_id) do nothing`
      : await ctx.db.run`update health_record set doctor_sealed = ${doctorSealed}, notes_sealed = ${notesSealed},
          version = version + 1 where child_id = ${childId} and version = ${version}`
  if (done === 0) refuse('record.changed-meanwhile')
  await childChanged(ctx, childId)
  return nameOf(child)
}

export interface AllergyFields {
  severity: 'mild' | 'severe'
  label: string
  instruction: string
  onAttendance: boolean
  onMeals: boolean
}

export async function saveAllergy(
  ctx: Ctx,
  { childId, familyId, allergyId, allergy }: Target & { allergyId: number | null; allergy: AllergyFields },
): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  const { severity, onAttendance, onMeals } = allergy
  // The seal is bound to the row's id: the row comes first, its texts after.
  const id =
    allergyId ??
    (await ctx.db.insert('allergy', {
      childId,
      severity,
      onAttendance,
      onMeals,
      labelSealed: '',
      instructionSealed: '',
    }))
  const label = ctx.services.cipher.seal(allergy.label, `allergy.label/${id}`)
  const instruction = ctx.services.cipher.seal(allergy.instruction, `allergy.instruction/${id}`)
  const done = await ctx.db
    .run`update allergy set severity = ${severity}, on_attendance = ${onAttendance}, on_meals = ${onMeals},
    label_sealed = ${label}, instruction_sealed = ${instruction} where id = ${id} and child_id = ${childId}`
  if (done === 0) refuse('record.not-found')
  await childChanged(ctx, childId)
  return nameOf(child)
}

export async function removeAllergy(
  ctx: Ctx,
  { childId, familyId, allergyId }: Target & { allergyId: number },
): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  if ((await ctx.db.run`delete from allergy where id = ${allergyId} and child_id = ${childId}`) === 0)
    refuse('record.not-found')
  await childChanged(ctx, childId)
  return nameOf(child)
}

export interface CarePlanFields {
  validFrom: LocalDate
  validTo: LocalDate
  instruction: string
  kitPlace: string
  onMeals: boolean
}

export async function saveCarePlan(
  ctx: Ctx,
  { childId, familyId, carePlanId, carePlan }: Target & { carePlanId: number | null; carePlan: CarePlanFields },
): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  const { validFrom, validTo, onMeals } = carePlan
  if (validTo < validFrom) refuse('health.dates-reversed')
  const id =
    carePlanId ??
    (await ctx.db.insert('care_plan', {
      childId,
      validFrom,
      validTo,
      onMeals,
      instructionSealed: '',
      kitPlaceSealed: '',
    }))
  const instruction = ctx.services.cipher.seal(carePlan.instruction, `care_plan.instruction/${id}`)
  const kitPlace = ctx.services.cipher.seal(carePlan.kitPlace, `care_plan.kit_place/${id}`)
  const done = await ctx.db
    .run`update care_plan set valid_from = ${validFrom}, valid_to = ${validTo}, on_meals = ${onMeals},
    instruction_sealed = ${instruction}, kit_place_sealed = ${kitPlace} where id = ${id} and child_id = ${childId}`
  if (done === 0) refuse('record.not-found')
  await childChanged(ctx, childId)
  return nameOf(child)
}

export async function removeCarePlan(
  ctx: Ctx,
  { childId, familyId, carePlanId }: Target & { carePlanId: number },
): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  if ((await ctx.db.run`delete from care_plan where id = ${carePlanId} and child_id = ${childId}`) === 0)
    refuse('record.not-found')
  await childChanged(ctx, childId)
  return nameOf(child)
}
