import type { FieldValue } from '../../../src-shared/contract/file/subjects'
import { refuse } from '../../../src-shared/errors'
import { isLocalDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import {
  authorisationLabels,
  childNeeds,
  type AuthorisationKind,
  type ChildNeed,
} from '../../../src-shared/labels/child'
import type { Child, PickupContact } from '../../../src-shared/contract/staff/children'
import type { Ctx } from '../../kernel/context'
import { forgetAnswers, type AuthorisationValues } from './authorisations'
import { removeContact as removeOne, saveContact } from './contacts'
import { childChanged, createChild, readChild, saveAuthorisations, updateChild, type ChildFields } from './service'

/**
 * A child's file as field values, for requests: what a parent reads and asks to change. Whoever calls has checked that the
 * change is allowed; a child of another family does not exist here.
 */
export type FieldValues = Record<string, FieldValue>

export const textOf = (value: FieldValue | undefined): string => (typeof value === 'string' ? value.trim() : '')
export const dateOf = (value: FieldValue | undefined): LocalDate | null =>
  typeof value === 'string' && isLocalDate(value) ? value : null
const numberOf = (value: FieldValue | undefined): number | null => {
  const id = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : null
}

/** The child, where it belongs to this family; refuses `record.not-found`. */
export async function childOf(ctx: Ctx, familyId: number, childId: number): Promise<Child> {
  const child = await readChild(ctx, childId)
  if (!child.families.some(({ id }) => id === familyId)) refuse('record.not-found')
  return child
}

export async function childValues(ctx: Ctx, familyId: number, childId: number): Promise<FieldValues> {
  const { firstName, lastName, birthDate, sex, birthPlace, schoolId, classLevel, className } = await childOf(
    ctx,
    familyId,
    childId,
  )
  return { firstName, lastName, birthDate, sex, birthPlace, schoolId, classLevel, className }
}

const sexOf = (value: FieldValue | undefined): ChildFields['sex'] => (value === 'F' || value === 'M' ? value : '')
const swimmingOf = (value: FieldValue | undefined): ChildFields['swimming'] =>
  value === 'learning' || value === 'swims' ? value : ''

/** The fields of a child with those that change; a key that is absent stays as it is. */
function merged(child: Child, values: FieldValues): ChildFields {
  const has = (key: string) => key in values
  return {
    firstName: has('firstName') ? textOf(values['firstName']) : child.firstName,
    lastName: has('lastName') ? textOf(values['lastName']) : child.lastName,
    birthDate: (has('birthDate') ? dateOf(values['birthDate']) : child.birthDate) ?? refuse('input.invalid'),
    sex: has('sex') ? sexOf(values['sex']) : child.sex,
    birthPlace: has('birthPlace') ? textOf(values['birthPlace']) : child.birthPlace,
    schoolId: has('schoolId') ? numberOf(values['schoolId']) : child.schoolId,
    classLevel: has('classLevel') ? textOf(values['classLevel']) : child.classLevel,
    className: has('className') ? textOf(values['className']) : child.className,
    diet: has('diet') ? textOf(values['diet']) : child.diet,
    swimming: has('swimming') ? swimmingOf(values['swimming']) : child.swimming,
    needs: has('needs') ? needsOf(values['needs']) : child.needs,
    needsNote: has('needsNote') ? textOf(values['needsNote']) : child.needsNote,
    leavesAlone: child.leavesAlone,
    imageConsent: child.imageConsent,
  }
}

const needsOf = (value: FieldValue | undefined): ChildNeed[] =>
  Array.isArray(value) ? childNeeds.filter((need) => value.includes(need)) : []

export async function changeChild(ctx: Ctx, familyId: number, childId: number, values: FieldValues): Promise<void> {
  const child = await childOf(ctx, familyId, childId)
  await updateChild(ctx, { childId, familyId, version: child.version, child: merged(child, values) })
}

/** A child that a parent declared and an agent accepted. */
export async function addChild(ctx: Ctx, familyId: number, values: FieldValues): Promise<number> {
  return createChild(ctx, familyId, {
    firstName: textOf(values['firstName']),
    lastName: textOf(values['lastName']),
    birthDate: dateOf(values['birthDate']) ?? refuse('input.invalid'),
    sex: sexOf(values['sex']),
    birthPlace: textOf(values['birthPlace']),
    schoolId: numberOf(values['schoolId']),
    classLevel: textOf(values['classLevel']),
    className: '',
    diet: '',
    swimming: '',
    needs: [],
    needsNote: '',
    leavesAlone: false,
    imageConsent: false,
  })
}

const authorisationKeys: Record<string, AuthorisationKind> = {
  leaveAlone: 'leave-alone',
  image: 'image',
  outings: 'outings',
  bath: 'bath',
  transport: 'transport',
  emergencyCare: 'emergency-care',
}

/** null = never asked. */
export async function authorisationValues(ctx: Ctx, familyId: number, childId: number): Promise<FieldValues> {
  const { authorisations, leavesAlone, imageConsent } = await childOf(ctx, familyId, childId)
  const present = new Map(authorisations.map(({ kind, granted }) => [kind, granted]))
  // the two that files always had, before their history was kept
  const known: AuthorisationValues = { 'leave-alone': leavesAlone, image: imageConsent }
  return Object.fromEntries(
    Object.entries(authorisationKeys).map(([key, kind]) => [key, present.get(kind) ?? known[kind] ?? null]),
  )
}

/** Answers given today by `decidedBy`; what is not answered stays as it is. */
export async function changeAuthorisations(
  ctx: Ctx,
  familyId: number,
  childId: number,
  values: FieldValues,
  decidedBy = '',
): Promise<void> {
  await childOf(ctx, familyId, childId)
  const answers = Object.entries(authorisationKeys).flatMap(([key, kind]) =>
    typeof values[key] === 'boolean' ? [[kind, values[key]] as const] : [],
  )
  await saveAuthorisations(ctx, {
    ...{ childId, familyId, since: ctx.today, decidedBy },
    values: Object.fromEntries(answers) as AuthorisationValues,
  })
}

/** Puts answers back as they were; what had never been answered is not a « no ». */
export async function takeBackAuthorisations(
  ctx: Ctx,
  familyId: number,
  childId: number,
  before: FieldValues,
): Promise<void> {
  await changeAuthorisations(ctx, familyId, childId, before)
  const unanswered = Object.entries(authorisationKeys).filter(([key]) => key in before && before[key] === null)
  await forgetAnswers(
    ctx,
    childId,
    unanswered.map(([, kind]) => kind),
  )
  await childChanged(ctx, childId)
}

export const authorisationName = (key: string): string => {
  const kind = authorisationKeys[key]
  return kind ? authorisationLabels[kind] : key
}

export async function needsValues(ctx: Ctx, familyId: number, childId: number): Promise<FieldValues> {
  const { needs, needsNote, swimming, diet } = await childOf(ctx, familyId, childId)
  return { needs: [...needs], needsNote, swimming, diet }
}

export const changeNeeds = changeChild

export interface ContactEntry {
  entryId: number
  label: string
  values: FieldValues
}

/** Those that this family named. Whom a court forbids is for the gate, and the other family's are its own. */
export async function contactEntries(ctx: Ctx, familyId: number, childId: number): Promise<ContactEntry[]> {
  const { contacts } = await childOf(ctx, familyId, childId)
  return contacts
    .filter((contact) => contact.familyId === familyId && !contact.forbidden)
    .map((contact) => ({ entryId: contact.id, label: contact.fullName, values: valuesOfContact(contact) }))
}

const valuesOfContact = ({ fullName, relationship, phone, mayCollect, emergency }: PickupContact): FieldValues => ({
  ...{ fullName, relationship, phone, mayCollect, emergency },
})

async function ownContact(ctx: Ctx, familyId: number, childId: number, contactId: number): Promise<PickupContact> {
  const { contacts } = await childOf(ctx, familyId, childId)
  const found = contacts.find(({ id }) => id === contactId)
  return found && found.familyId === familyId && !found.forbidden ? found : refuse('record.not-found')
}

export async function contactValues(
  ctx: Ctx,
  familyId: number,
  childId: number,
  contactId: number,
): Promise<FieldValues> {
  return valuesOfContact(await ownContact(ctx, familyId, childId, contactId))
}

const contactFields = (values: FieldValues, present?: PickupContact) => ({
  fullName: 'fullName' in values ? textOf(values['fullName']) : (present?.fullName ?? ''),
  relationship: 'relationship' in values ? textOf(values['relationship']) : (present?.relationship ?? ''),
  phone: 'phone' in values ? textOf(values['phone']) : (present?.phone ?? ''),
  mayCollect: 'mayCollect' in values ? values['mayCollect'] === true : (present?.mayCollect ?? false),
  emergency: 'emergency' in values ? values['emergency'] === true : (present?.emergency ?? false),
  note: present?.note ?? '',
  ...{ forbidden: false, decision: '', decidedOn: null },
})

export async function addContact(ctx: Ctx, familyId: number, childId: number, values: FieldValues): Promise<number> {
  await childOf(ctx, familyId, childId)
  return (await saveContact(ctx, { childId, familyId, contactId: null, contact: contactFields(values) })).id
}

export async function changeContact(
  ctx: Ctx,
  familyId: number,
  childId: number,
  contactId: number,
  values: FieldValues,
): Promise<void> {
  const present = await ownContact(ctx, familyId, childId, contactId)
  await saveContact(ctx, { childId, familyId, contactId, contact: contactFields(values, present) })
}

export async function removeContact(ctx: Ctx, familyId: number, childId: number, contactId: number): Promise<void> {
  await ownContact(ctx, familyId, childId, contactId)
  await removeOne(ctx, { childId, familyId, contactId })
}
