import { type z } from 'zod'
import { zFamilyFields, zGuardianFields } from '../../../src-shared/contract/staff/family-fields'
import type { FieldValue } from '../../../src-shared/contract/file/subjects'
import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import { addressOf, livesElsewhere } from './address'
import { addGuardian, findGuardian, requireGuardian, updateGuardian } from './members'
import { switchedOn, updateFamily } from './service'
import { findFamily, memberPeople } from './store'

/** The values of one subject of the file, by the keys of `fileSubjectDefinitions`. */
export type FileValues = Record<string, FieldValue>

const guardianKeys = [
  ...['civility', 'lastName', 'firstName', 'birthName', 'quality', 'email', 'mobile', 'phone', 'workPhone'],
  ...['birthDate', 'birthCommuneName', 'profession', 'csp', 'employer', 'employerAddress'],
]
const addressKeys = ['addressLine1', 'addressLine2', 'postalCode', 'city'] as const

/** An adult of this family as the file has them; `record.not-found` for anybody else. */
export async function guardianValues(ctx: Ctx, familyId: number, personId: number): Promise<FileValues> {
  const family = (await findFamily(ctx, familyId)) ?? refuse('record.not-found')
  const person = await findGuardian(ctx, familyId, personId)
  const elsewhere = livesElsewhere(person)
  const plain = Object.fromEntries(guardianKeys.map((key) => [key, Reflect.get(person, key) as FieldValue]))
  return {
    ...plain,
    livesElsewhere: elsewhere,
    ...addressOf(elsewhere ? person : family),
    situation: (await switchedOn(ctx)).includes('situation') ? family.situation : '',
    acceptsEmail: Boolean(person.acceptsEmail),
    acceptsSms: Boolean(person.acceptsSms),
  }
}

/** Sentences for fields that are not what the file expects, as a form shows them. */
function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields: Record<string, string> = {}
  for (const issue of result.error.issues) fields[issue.path.join('.')] ??= issue.message
  return refuse('input.invalid', { fields })
}

/**
 * Writes some values of an adult. An address belongs to the household, and moves everybody who lives there, unless the adult
 * lives elsewhere; whoever shared an own address moves along.
 */
export async function changeGuardian(
  ctx: Ctx,
  familyId: number,
  personId: number,
  changes: FileValues,
): Promise<string[]> {
  const present = await guardianValues(ctx, familyId, personId)
  const person = await requireGuardian(ctx, familyId, personId)
  const elsewhere = Boolean(changes['livesElsewhere'] ?? present['livesElsewhere'])
  const after = Object.fromEntries(addressKeys.map((key) => [key, changes[key] ?? present[key]]))
  const own = elsewhere ? after : Object.fromEntries(addressKeys.map((key) => [key, '']))
  const { livesElsewhere: _, situation, ...plain } = changes
  const guardian = parsed(zGuardianFields.partial(), { ...plain, ...own })
  const moving = elsewhere ? (await memberPeople(ctx, familyId)).map(({ id }) => id) : []
  const changed = await updateGuardian(ctx, { familyId, personId, version: person.version, guardian, moving })
  const household = {
    ...(elsewhere ? {} : after),
    ...(situation === undefined ? {} : { situation }),
  }
  return [...changed, ...(await changeHousehold(ctx, familyId, household))]
}

async function changeHousehold(ctx: Ctx, familyId: number, changes: FileValues): Promise<string[]> {
  if (Object.keys(changes).length === 0) return []
  const family = (await findFamily(ctx, familyId)) ?? refuse('record.not-found')
  const differs = Object.entries(changes).some(([key, value]) => Reflect.get(family, key) !== value)
  if (!differs) return []
  return updateFamily(ctx, {
    id: familyId,
    version: family.version,
    family: parsed(zFamilyFields.partial(), changes),
  })
}

/** Adds an adult; returns their id. */
export async function addMember(ctx: Ctx, familyId: number, values: FileValues): Promise<number> {
  const { livesElsewhere: elsewhere, addressLine1, addressLine2, postalCode, city, situation: _, ...plain } = values
  const address = elsewhere ? { addressLine1, addressLine2, postalCode, city } : {}
  const empty = {
    ...{ civility: '', firstName: '', lastName: '', birthName: '', birthDate: null, email: '', phone: '', mobile: '' },
    ...{ acceptsEmail: false, acceptsSms: false },
  }
  return addGuardian(ctx, familyId, parsed(zGuardianFields, { ...empty, ...plain, ...address }))
}

/** Writes what the household says of its benefits. */
export async function changeBenefits(ctx: Ctx, familyId: number, changes: FileValues): Promise<string[]> {
  return changeHousehold(ctx, familyId, changes)
}
