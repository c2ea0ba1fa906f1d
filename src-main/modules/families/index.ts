import type { familiesContract } from '../../../src-shared/contract/staff/families'
import { refuse } from '../../../src-shared/errors'
import type { Quotient } from '../../../src-shared/rules/quotient'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { addGuardian, chooseAccountHolder, insertGuardian, removeGuardian, updateGuardian } from './members'
import {
  addQuotient,
  archiveFamily,
  familyChanged,
  insertFamily,
  readFamily,
  removeQuotient,
  updateFamily,
} from './service'
import { findFamily, guardianRows, isVisible, quotientRows, refreshSearchText, similarFamilies } from './store'
import { listFamilies, searchEverything } from './store-search'
import { readTimeline } from './store-timeline'

export { addQuotient, familyChanged, refuseArchived, requireFamily } from './service'
export { familyIdsOfPerson, isVisible as familyIsVisible, refreshSearchText, visibleFamilies } from './store'
export { compactPhone, searchTextOf } from './search-text'

export interface GuardianContact {
  personId: number
  firstName: string
  lastName: string
  name: string
  email: string
  acceptsEmail: boolean
  accountHolder: boolean
}

/** Each family's QF, the latest begun first; read the one of a day with `quotientOn`. A family without any is absent. */
export async function quotientsOf(ctx: Ctx, familyIds: readonly number[]): Promise<Map<number, Quotient[]>> {
  const byFamily = new Map<number, Quotient[]>()
  for (const { familyId, ...quotient } of await quotientRows(ctx, familyIds)) {
    const list = byFamily.get(familyId)
    if (list) list.push(quotient)
    else byFamily.set(familyId, [quotient])
  }
  return byFamily
}

/** Adults of the family, the account holder first. Write by e-mail only to who accepts it. */
export async function guardiansOf(ctx: Ctx, familyId: number): Promise<GuardianContact[]> {
  const rows = await guardianRows(ctx, [familyId])
  return rows
    .map((row) => ({
      personId: row.id,
      firstName: row.firstName,
      lastName: row.lastName,
      name: `${row.firstName} ${row.lastName}`,
      email: row.email,
      acceptsEmail: Boolean(row.acceptsEmail),
      accountHolder: Boolean(row.accountHolder),
    }))
    .toSorted((left, right) => Number(right.accountHolder) - Number(left.accountHolder))
}

export interface FamilyHeader {
  id: number
  number: number
  name: string
  /** As on an envelope, without empty lines. */
  addressLines: string[]
  resident: boolean
  invoiceDelivery: 'portal' | 'email' | 'paper'
  directDebit: boolean
}

/** Name, number and address of a family; refuses `record.not-found`. */
export async function familyHeader(ctx: Ctx, id: number): Promise<FamilyHeader> {
  const family = (await findFamily(ctx, id)) ?? refuse('record.not-found')
  const town = `${family.postalCode} ${family.city}`.trim()
  return {
    id: family.id,
    number: family.number,
    name: family.name,
    addressLines: [family.addressLine1, family.addressLine2, town].filter((line) => line !== ''),
    resident: Boolean(family.resident),
    invoiceDelivery: family.invoiceDelivery,
    directDebit: Boolean(family.directDebit),
  }
}

export const familiesHandlers: Handlers<typeof familiesContract, StaffActor> = {
  'families.list': listFamilies,
  'families.get': (ctx, { id }) => readFamily(ctx, id),
  'families.timeline': async (ctx, question) => {
    if (!(await isVisible(ctx, question.familyId))) refuse('record.not-found')
    return readTimeline(ctx, question)
  },
  'families.create': async (ctx, { family, guardian, evenIfSimilar }) => {
    const [similar] = evenIfSimilar ? [] : await similarFamilies(ctx, guardian)
    if (similar) refuse('family.similar', { label: `${similar.name}, n° ${similar.number}`, familyId: similar.id })
    const created = await insertFamily(ctx, family)
    await insertGuardian(ctx, created.id, guardian)
    await refreshSearchText(ctx, [created.id])
    await familyChanged(ctx, created.id)
    return created
  },
  'families.update': async (ctx, { id, version, family }) => {
    const changed = await updateFamily(ctx, id, version, family)
    return { version: version + 1, changed }
  },
  'families.archive': async (ctx, { id, version, archived }) => {
    await archiveFamily(ctx, id, version, archived)
    return { done: true }
  },
  'families.addGuardian': async (ctx, { familyId, guardian }) => ({
    personId: await addGuardian(ctx, familyId, guardian),
  }),
  'families.updateGuardian': async (ctx, input) => ({ changed: await updateGuardian(ctx, input) }),
  'families.removeGuardian': async (ctx, { familyId, personId }) => ({
    name: await removeGuardian(ctx, familyId, personId),
  }),
  'families.chooseAccountHolder': async (ctx, { familyId, personId }) => ({
    name: await chooseAccountHolder(ctx, familyId, personId),
  }),
  'families.addQuotient': async (ctx, quotient) => ({ id: await addQuotient(ctx, quotient) }),
  'families.removeQuotient': async (ctx, { familyId, quotientId }) => removeQuotient(ctx, familyId, quotientId),
  'search.everything': (ctx, { text }) => searchEverything(ctx, text, ctx.actor.permissions.has('billing.read')),
}
