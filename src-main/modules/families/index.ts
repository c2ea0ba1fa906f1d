import { refuse } from '../../../src-shared/errors'
import type { Quotient } from '../../../src-shared/rules/quotient'
import type { Ctx } from '../../kernel/context'
import { findFamily, guardianRows, quotientRows } from './store'

export { familiesHandlers } from './handlers'
export { duplicatesHandlers } from './duplicate-handlers'
export { addMember, changeGuardian, guardianValues, type FileValues } from './file-values'
export {
  bankValues,
  cafValues,
  changeBank,
  changeCaf,
  changeTax,
  familyTaxValues,
  undoBank,
  type BankChange,
  type Proof,
} from './money-values'
export { custodyOf } from './custody'
export { mandateText } from './mandate-text'
export { removeIncome } from './income'
export { insertGuardian, removeGuardian, type GuardianFields } from './members'
export {
  addQuotient,
  familyChanged,
  insertFamily,
  refuseArchived,
  removeQuotient,
  requireFamily,
  switchedOn,
  type FamilyFields,
} from './service'
export {
  familyIdsOfGuardian,
  familyIdsOfPerson,
  isVisible as familyIsVisible,
  refreshSearchText,
  similarFamilies,
  visibleFamilies,
} from './store'
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
