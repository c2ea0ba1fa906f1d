import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, date, instant, optional } = column

/** The billed and signed-in unit. */
export const FamilyTable = table(
  'family',
  {
    id: id(),
    number: int(),
    name: text(),
    addressLine1: text(),
    addressLine2: text(),
    postalCode: text(),
    city: text(),
    /** Lives in the town: some tariffs and activities depend on it. */
    resident: bool(),
    invoiceDelivery: text<'portal' | 'email' | 'paper'>(),
    directDebit: bool(),
    staffNote: text(),
    /** Names, numbers, phones and e-mails of the family and its members, normalised (see `normalizeSearch`). */
    searchText: text(),
    archivedAt: optional(instant()),
    createdAt: instant(),
    updatedAt: instant(),
    version: int(),
  },
  { unique: [['number']], index: [['name']] },
)
export type FamilyRow = RowOf<typeof FamilyTable>

/** A person exists once, and belongs to 1..n families. */
export const PersonTable = table(
  'person',
  {
    id: id(),
    civility: text<'M' | 'Mme' | ''>(),
    firstName: text(),
    lastName: text(),
    birthName: text(),
    birthDate: optional(date()),
    sex: text<'F' | 'M' | ''>(),
    email: text(),
    phone: text(),
    mobile: text(),
    acceptsEmail: bool(),
    acceptsSms: bool(),
    version: int(),
  },
  { index: [['lastName', 'firstName']] },
)
export type PersonRow = RowOf<typeof PersonTable>

export const FamilyMemberTable = table(
  'family_member',
  {
    id: id(),
    familyId: int(),
    personId: int(),
    role: text<'guardian' | 'child'>(),
    accountHolder: bool(),
    position: int(),
  },
  {
    unique: [['familyId', 'personId']],
    index: [['personId']],
    references: { familyId: 'family', personId: 'person' },
  },
)
export type FamilyMemberRow = RowOf<typeof FamilyMemberTable>

/** A QF is dated; the absence of a row is not a QF of 0. */
export const FamilyQuotientTable = table(
  'family_quotient',
  {
    id: id(),
    familyId: int(),
    kind: text<'caf' | 'msa'>(),
    value: int(),
    validFrom: date(),
    validTo: optional(date()),
    source: text(),
    createdAt: instant(),
  },
  { index: [['familyId', 'validFrom']], references: { familyId: 'family' } },
)
export type FamilyQuotientRow = RowOf<typeof FamilyQuotientTable>
