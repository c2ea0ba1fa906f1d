import type { Health } from '../../../src-shared/contract/staff/health'
import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import { familyIdsOfPerson } from '../families'
import { openAllergy, openCarePlan, openTreatment } from './health-lists'
import { childChanged, nameOf, readChild, requireChildOf } from './service'
import { allergyRows, carePlanRows, healthRow, treatmentRows } from './store-health'
import { ensureRecord, statusOfChild } from './vaccinations'

/** What whoever receives the child must know. Only what this place needs: meals do not see a pollen allergy. */
export interface HealthAlert {
  childId: number
  kind: 'allergy' | 'care-plan' | 'treatment'
  severity: 'mild' | 'severe'
  label: string
  instruction: string
  /** Where the kit is; care plans only. */
  kitPlace: string
  validTo: LocalDate | null
}

export type AlertPlace = 'attendance' | 'meals' | 'outings'

const flagOf = { attendance: 'onAttendance', meals: 'onMeals', outings: 'onOutings' } as const

/** Health is read by whoever holds its permission, and by the program itself for a sheet that such a person asked. */
export function requireHealthReader(ctx: Ctx): void {
  const { actor } = ctx
  if (actor.kind === 'system' || (actor.kind === 'staff' && actor.permissions.has('health.read'))) return
  refuse('permission.missing', { permission: 'health.read' })
}

/** The health of one child is also read by its own parents; somebody else's child does not exist. */
async function requireReaderOf(ctx: Ctx, childId: number): Promise<void> {
  const { actor } = ctx
  if (actor.kind !== 'parent') return requireHealthReader(ctx)
  if (!(await familyIdsOfPerson(ctx, childId)).includes(actor.familyId)) refuse('record.not-found')
}

/**
 * Alerts of some children at a place, the gravest first. Refuses without the health permission. The trace is written by
 * who calls this: a query declares `audit` in its contract. `days` when a sheet is printed ahead: what has dates counts if it
 * holds on one of them.
 */
export async function healthAlerts(
  ctx: Ctx,
  childIds: readonly number[],
  place: AlertPlace,
  days: { from: LocalDate; to: LocalDate } = { from: ctx.today, to: ctx.today },
): Promise<HealthAlert[]> {
  requireHealthReader(ctx)
  const { cipher } = ctx.services
  const flag = flagOf[place]
  const holds = (from: LocalDate, to: LocalDate | null) => (to === null || to >= days.from) && from <= days.to
  const allergies = (await allergyRows(ctx, childIds))
    .filter((row) => Boolean(row[flag]))
    .map((row) => alertOf(row.childId, { ...openAllergy(cipher, row), kind: 'allergy' }))
  // a care plan goes wherever the child goes; only the canteen may do without it
  const plans = (await carePlanRows(ctx, childIds))
    .filter((row) => holds(row.validFrom, row.validTo) && (place !== 'meals' || Boolean(row.onMeals)))
    .map((row) => alertOf(row.childId, { kind: 'care-plan', label: 'PAI', ...openCarePlan(cipher, row) }))
  const treatments = (await treatmentRows(ctx, childIds))
    .filter((row) => Boolean(row[flag]) && holds(row.validFrom, row.validTo))
    .map((row) => {
      const { name, dose, schedule, validTo } = openTreatment(cipher, row)
      const instruction = [dose, schedule].filter(Boolean).join(', ')
      return alertOf(row.childId, { kind: 'treatment', label: name, instruction, validTo })
    })
  return [...plans, ...allergies, ...treatments].toSorted(
    (left, right) => Number(right.severity === 'severe') - Number(left.severity === 'severe'),
  )
}

type AlertParts = Pick<HealthAlert, 'kind' | 'label' | 'instruction'> &
  Partial<Pick<HealthAlert, 'severity' | 'kitPlace' | 'validTo'>>

function alertOf(childId: number, parts: AlertParts): HealthAlert {
  const { kind, label, instruction, kitPlace = '', validTo = null } = parts
  const severity = parts.severity ?? (kind === 'care-plan' ? 'severe' : 'mild')
  return { childId, kind, severity, label, instruction, kitPlace, validTo }
}

/** Everything that is known of a child's health; the caller leaves the trace. */
export async function readHealth(ctx: Ctx, childId: number): Promise<Health> {
  await requireReaderOf(ctx, childId)
  await readChild(ctx, childId)
  const { cipher } = ctx.services
  const record = await healthRow(ctx, childId)
  const open = (sealed: string | undefined, column: string) =>
    cipher.open(sealed ?? '', `health_record.${column}/${childId}`)
  return {
    childId,
    version: record?.version ?? 0,
    doctor: open(record?.doctorSealed, 'doctor'),
    doctorPhone: open(record?.doctorPhoneSealed, 'doctor_phone'),
    notes: open(record?.notesSealed, 'notes'),
    insurer: open(record?.insurerSealed, 'insurer'),
    insuranceNumber: open(record?.insuranceNumberSealed, 'insurance_number'),
    insuranceValidTo: record?.insuranceValidTo ?? null,
    allergies: (await allergyRows(ctx, [childId])).map((row) => openAllergy(cipher, row)),
    carePlans: (await carePlanRows(ctx, [childId])).map((row) => openCarePlan(cipher, row)),
    treatments: (await treatmentRows(ctx, [childId])).map((row) => openTreatment(cipher, row)),
    vaccination: await statusOfChild(ctx, childId),
    vaccinesSeenOn: record?.vaccinesSeenOn ?? null,
    vaccinesSeenBy: record?.vaccinesSeenBy ?? '',
  }
}

export interface HealthRecordFields {
  doctor: string
  doctorPhone: string
  notes: string
  insurer: string
  insuranceNumber: string
  insuranceValidTo: LocalDate | null
}

/** `version` null = whatever it is: the caller has compared the values itself. */
export async function writeHealthRecord(
  ctx: Ctx,
  childId: number,
  version: number | null,
  fields: HealthRecordFields,
): Promise<void> {
  const seal = (text: string, column: string) => ctx.services.cipher.seal(text, `health_record.${column}/${childId}`)
  await ensureRecord(ctx, childId)
  const expected = version ?? (await healthRow(ctx, childId))?.version ?? 0
  const done = await ctx.db.run`update health_record set doctor_sealed = ${seal(fields.doctor, 'doctor')},
    doctor_phone_sealed = ${seal(fields.doctorPhone, 'doctor_phone')}, notes_sealed = ${seal(fields.notes, 'notes')},
    insurer_sealed = ${seal(fields.insurer, 'insurer')},
    insurance_number_sealed = ${seal(fields.insuranceNumber, 'insurance_number')},
    insurance_valid_to = ${fields.insuranceValidTo}, version = version + 1
    where child_id = ${childId} and version = ${expected}`
  if (done === 0) refuse('record.changed-meanwhile')
}

export async function saveHealth(
  ctx: Ctx,
  {
    childId,
    familyId,
    version,
    ...fields
  }: { childId: number; familyId: number; version: number } & HealthRecordFields,
): Promise<string> {
  const child = await requireChildOf(ctx, childId, familyId)
  await writeHealthRecord(ctx, childId, version, fields)
  await childChanged(ctx, childId)
  return nameOf(child)
}
