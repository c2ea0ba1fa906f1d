import type { z } from 'zod'
import type { zAllergyFields, zCarePlanFields, zTreatmentFields } from '../../../src-shared/contract/staff/health'
import { refuse } from '../../../src-shared/errors'
import type { Cipher } from '../../kernel/cipher'
import type { Ctx } from '../../kernel/context'
import { childChanged, nameOf, requireChildOf } from './service'
import type { AllergyRow, CarePlanRow, TreatmentRow } from './store-health'

/** Allergies, care plans and treatments of a child. Each text is sealed with the id of its row: the row comes first. */

export type AllergyFields = z.output<typeof zAllergyFields>
export type CarePlanFields = z.output<typeof zCarePlanFields>
export type TreatmentFields = z.output<typeof zTreatmentFields>

export interface Target {
  childId: number
  familyId: number
}

export function openAllergy(cipher: Cipher, row: AllergyRow) {
  const { id, childId, kind, severity } = row
  return {
    ...{ id, childId, kind, severity },
    label: cipher.open(row.labelSealed, `allergy.label/${id}`),
    instruction: cipher.open(row.instructionSealed, `allergy.instruction/${id}`),
    onAttendance: Boolean(row.onAttendance),
    onMeals: Boolean(row.onMeals),
    onOutings: Boolean(row.onOutings),
  }
}

export function openCarePlan(cipher: Cipher, row: CarePlanRow) {
  const { id, childId, validFrom, validTo, documentId } = row
  return {
    ...{ id, childId, validFrom, validTo, documentId },
    instruction: cipher.open(row.instructionSealed, `care_plan.instruction/${id}`),
    kitPlace: cipher.open(row.kitPlaceSealed, `care_plan.kit_place/${id}`),
    onMeals: Boolean(row.onMeals),
  }
}

export function openTreatment(cipher: Cipher, row: TreatmentRow) {
  const { id, childId, validFrom, validTo, documentId } = row
  return {
    ...{ id, childId, validFrom, validTo, documentId },
    name: cipher.open(row.nameSealed, `treatment.name/${id}`),
    dose: cipher.open(row.doseSealed, `treatment.dose/${id}`),
    schedule: cipher.open(row.scheduleSealed, `treatment.schedule/${id}`),
    onAttendance: Boolean(row.onAttendance),
    onMeals: Boolean(row.onMeals),
    onOutings: Boolean(row.onOutings),
  }
}

/** Writes an allergy (`id` null = a new one) and returns its id; the caller has checked the child. */
export async function writeAllergy(ctx: Ctx, childId: number, id: number | null, allergy: AllergyFields) {
  const { kind, severity, onAttendance, onMeals, onOutings } = allergy
  const flags = { kind, severity, onAttendance, onMeals, onOutings }
  const written = id ?? (await ctx.db.insert('allergy', { childId, ...flags, labelSealed: '', instructionSealed: '' }))
  const label = ctx.services.cipher.seal(allergy.label, `allergy.label/${written}`)
  const instruction = ctx.services.cipher.seal(allergy.instruction, `allergy.instruction/${written}`)
  const done = await ctx.db.run`update allergy set kind = ${kind}, severity = ${severity},
    on_attendance = ${onAttendance}, on_meals = ${onMeals}, on_outings = ${onOutings}, label_sealed = ${label},
    instruction_sealed = ${instruction} where id = ${written} and child_id = ${childId}`
  if (done === 0) refuse('record.not-found')
  return written
}

export async function writeCarePlan(ctx: Ctx, childId: number, id: number | null, plan: CarePlanFields) {
  const { validFrom, validTo, onMeals, documentId } = plan
  if (validTo < validFrom) refuse('health.dates-reversed')
  const clear = { validFrom, validTo, onMeals, documentId }
  const written =
    id ?? (await ctx.db.insert('care_plan', { childId, ...clear, instructionSealed: '', kitPlaceSealed: '' }))
  const instruction = ctx.services.cipher.seal(plan.instruction, `care_plan.instruction/${written}`)
  const kitPlace = ctx.services.cipher.seal(plan.kitPlace, `care_plan.kit_place/${written}`)
  const done = await ctx.db
    .run`update care_plan set valid_from = ${validFrom}, valid_to = ${validTo}, on_meals = ${onMeals},
    document_id = ${documentId}, instruction_sealed = ${instruction}, kit_place_sealed = ${kitPlace}
    where id = ${written} and child_id = ${childId}`
  if (done === 0) refuse('record.not-found')
  return written
}

export async function writeTreatment(ctx: Ctx, childId: number, id: number | null, treatment: TreatmentFields) {
  const { validFrom, validTo, onAttendance, onMeals, onOutings, documentId } = treatment
  if (validTo !== null && validTo < validFrom) refuse('health.dates-reversed')
  const clear = { validFrom, validTo, onAttendance, onMeals, onOutings, documentId }
  const empty = { nameSealed: '', doseSealed: '', scheduleSealed: '' }
  const written = id ?? (await ctx.db.insert('treatment', { childId, ...clear, ...empty }))
  const seal = (text: string, column: string) => ctx.services.cipher.seal(text, `treatment.${column}/${written}`)
  const done = await ctx.db.run`update treatment set valid_from = ${validFrom}, valid_to = ${validTo},
    on_attendance = ${onAttendance}, on_meals = ${onMeals}, on_outings = ${onOutings}, document_id = ${documentId},
    name_sealed = ${seal(treatment.name, 'name')}, dose_sealed = ${seal(treatment.dose, 'dose')},
    schedule_sealed = ${seal(treatment.schedule, 'schedule')} where id = ${written} and child_id = ${childId}`
  if (done === 0) refuse('record.not-found')
  return written
}

export async function deleteAllergy(ctx: Ctx, childId: number, id: number): Promise<void> {
  if ((await ctx.db.run`delete from allergy where id = ${id} and child_id = ${childId}`) === 0)
    refuse('record.not-found')
}

export async function deleteCarePlan(ctx: Ctx, childId: number, id: number): Promise<void> {
  if ((await ctx.db.run`delete from care_plan where id = ${id} and child_id = ${childId}`) === 0)
    refuse('record.not-found')
}

export async function deleteTreatment(ctx: Ctx, childId: number, id: number): Promise<void> {
  if ((await ctx.db.run`delete from treatment where id = ${id} and child_id = ${childId}`) === 0)
    refuse('record.not-found')
}

/** What every act of an agent on a child's health owes: the right family, and both families told. Returns the child's name. */
export async function onChildOf(ctx: Ctx, { childId, familyId }: Target, act: () => Promise<unknown>): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  await act()
  await childChanged(ctx, childId)
  return nameOf(child)
}
