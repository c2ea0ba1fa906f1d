import type { FieldValue } from '../../../src-shared/contract/file/subjects'
import { refuse } from '../../../src-shared/errors'
import { isLocalDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import { allergyKinds, type AllergyKind } from '../../../src-shared/labels/child'
import { diseaseLabels } from '../../../src-shared/labels/disease'
import { diseases, type Disease } from '../../../src-shared/rules/vaccination'
import type { Ctx } from '../../kernel/context'
import { childOf, dateOf, textOf, type ContactEntry, type FieldValues } from './file-values'
import { readHealth, writeHealthRecord } from './health'
import {
  deleteAllergy,
  deleteCarePlan,
  deleteTreatment,
  writeAllergy,
  writeCarePlan,
  writeTreatment,
  type AllergyFields,
  type CarePlanFields,
  type TreatmentFields,
} from './health-lists'
import { childChanged } from './service'
import { deleteVaccination, vaccinationsOf, writeVaccination } from './vaccinations'

/** A child's health as field values, for requests. Readers are checked; what is sealed in the file is sealed in the request. */
export type HealthList = 'allergy' | 'care-plan' | 'treatment' | 'vaccination'

export async function healthRecordValues(ctx: Ctx, familyId: number, childId: number): Promise<FieldValues> {
  await childOf(ctx, familyId, childId)
  const { doctor, doctorPhone, notes, insurer, insuranceNumber, insuranceValidTo } = await readHealth(ctx, childId)
  return { doctor, doctorPhone, notes, insurer, insuranceNumber, insuranceValidTo }
}

export async function changeHealthRecord(
  ctx: Ctx,
  familyId: number,
  childId: number,
  values: FieldValues,
  document: string | null = null,
): Promise<void> {
  const present = await healthRecordValues(ctx, familyId, childId)
  const after = { ...present, ...values }
  const text = (key: string) => textOf(after[key])
  await writeHealthRecord(ctx, childId, null, {
    ...{ doctor: text('doctor'), doctorPhone: text('doctorPhone'), notes: text('notes') },
    ...{ insurer: text('insurer'), insuranceNumber: text('insuranceNumber') },
    insuranceValidTo: dateOf(after['insuranceValidTo']),
  })
  if (document !== null && 'insuranceValidTo' in values)
    await ctx.db.run`update health_record set insurance_document_id = ${document} where child_id = ${childId}`
  await childChanged(ctx, childId)
}

/** All the entries of one list. */
export async function healthEntries(
  ctx: Ctx,
  list: HealthList,
  familyId: number,
  childId: number,
): Promise<ContactEntry[]> {
  await childOf(ctx, familyId, childId)
  const health = await readHealth(ctx, childId)
  if (list === 'allergy')
    return health.allergies.map(({ id, kind, label, severity, instruction }) => ({
      ...{ entryId: id, label, values: { kind, label, severity, instruction } },
    }))
  if (list === 'care-plan')
    return health.carePlans.map(({ id, validFrom, validTo, instruction, kitPlace }) => ({
      ...{ entryId: id, label: 'PAI', values: { validFrom, validTo, instruction, kitPlace } },
    }))
  if (list === 'treatment')
    return health.treatments.map(({ id, name, dose, schedule, validFrom, validTo }) => ({
      ...{ entryId: id, label: name, values: { name, dose, schedule, validFrom, validTo } },
    }))
  return (await vaccinationsOf(ctx, childId)).map(({ id, disease, dates }) => ({
    ...{ entryId: id, label: diseaseLabels[disease], values: { disease, dates: [...dates] } },
  }))
}

/** One entry; `{}` when it is a new one. Refuses `record.not-found` for one of another child. */
export async function healthEntryValues(
  ctx: Ctx,
  list: HealthList,
  target: { familyId: number; childId: number; entryId: number | null },
): Promise<FieldValues> {
  const entries = await healthEntries(ctx, list, target.familyId, target.childId)
  if (target.entryId === null) return {}
  return entries.find(({ entryId }) => entryId === target.entryId)?.values ?? refuse('record.not-found')
}

/** Adds (`entryId` null) or changes an entry with the accepted values only. Returns its id. */
export async function writeHealthEntry(
  ctx: Ctx,
  list: HealthList,
  target: { familyId: number; childId: number; entryId: number | null },
  values: FieldValues,
  document: string | null = null,
): Promise<number> {
  const { childId, entryId } = target
  const after = { ...(await healthEntryValues(ctx, list, target)), ...values }
  const health = await readHealth(ctx, childId)
  const id = await write()
  await childChanged(ctx, childId)
  return id

  function write(): Promise<number> {
    if (list === 'allergy') {
      const present = health.allergies.find((one) => one.id === entryId)
      return writeAllergy(ctx, childId, entryId, allergyFrom(after, present))
    }
    if (list === 'care-plan') {
      const present = health.carePlans.find((one) => one.id === entryId)
      return writeCarePlan(ctx, childId, entryId, carePlanFrom(after, present, document))
    }
    if (list === 'treatment') {
      const present = health.treatments.find((one) => one.id === entryId)
      return writeTreatment(ctx, childId, entryId, treatmentFrom(after, present, document))
    }
    return writeVaccination(ctx, childId, entryId, vaccinationFrom(after))
  }
}

export async function removeHealthEntry(
  ctx: Ctx,
  list: HealthList,
  target: { familyId: number; childId: number; entryId: number },
): Promise<void> {
  await childOf(ctx, target.familyId, target.childId)
  const { childId, entryId } = target
  if (list === 'allergy') await deleteAllergy(ctx, childId, entryId)
  else if (list === 'care-plan') await deleteCarePlan(ctx, childId, entryId)
  else if (list === 'treatment') await deleteTreatment(ctx, childId, entryId)
  else await deleteVaccination(ctx, childId, entryId)
  await childChanged(ctx, childId)
}

const kindOf = (value: FieldValue | undefined): AllergyKind => allergyKinds.find((kind) => kind === value) ?? 'other'

/** What a parent declares is shown where it may matter; an agent narrows it afterwards. */
function allergyFrom(values: FieldValues, present?: AllergyFields): AllergyFields {
  return {
    kind: kindOf(values['kind']),
    severity: values['severity'] === 'severe' ? 'severe' : 'mild',
    label: textOf(values['label']),
    instruction: textOf(values['instruction']),
    onAttendance: present?.onAttendance ?? true,
    onMeals: present?.onMeals ?? values['kind'] === 'food',
    onOutings: present?.onOutings ?? true,
  }
}

function carePlanFrom(values: FieldValues, present: CarePlanFields | undefined, document: string | null) {
  return {
    validFrom: requiredDate(values['validFrom']),
    validTo: requiredDate(values['validTo']),
    instruction: textOf(values['instruction']),
    kitPlace: textOf(values['kitPlace']),
    onMeals: present?.onMeals ?? true,
    documentId: document ?? present?.documentId ?? null,
  }
}

function treatmentFrom(values: FieldValues, present: TreatmentFields | undefined, document: string | null) {
  return {
    name: textOf(values['name']),
    dose: textOf(values['dose']),
    schedule: textOf(values['schedule']),
    validFrom: requiredDate(values['validFrom']),
    validTo: dateOf(values['validTo']),
    onAttendance: present?.onAttendance ?? true,
    onMeals: present?.onMeals ?? false,
    onOutings: present?.onOutings ?? true,
    documentId: document ?? present?.documentId ?? null,
  }
}

function vaccinationFrom(values: FieldValues) {
  const disease: Disease = diseases.find((one) => one === values['disease']) ?? refuse('input.invalid')
  const dates = Array.isArray(values['dates']) ? values['dates'].filter(isLocalDate) : []
  return { disease, dates, certified: false }
}

const requiredDate = (value: FieldValue | undefined): LocalDate => dateOf(value) ?? refuse('input.invalid')
