import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, json, date, instant, optional, initially } = column

/** A detail that most rows do not fill. */
const detail = <T extends string = string>() => initially(text<T | ''>(), '')

export type FamilySituation = 'married' | 'civil-union' | 'cohabiting' | 'single' | 'separated' | 'divorced' | 'widowed'
export type Regime = 'caf' | 'msa' | 'other' | 'none'
export type Quality = 'mother' | 'father' | 'legal-guardian' | 'step-parent' | 'grandparent' | 'other'
/** Weeks of a child in this family: all of them (''), those of an even or odd number, or strictly one of two. */
export type CustodyPattern = 'even' | 'odd' | 'alternate'

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
    situation: detail<FamilySituation>(),
    /** Who pays the family benefits; '' = not known yet. */
    regime: detail<Regime>(),
    /** 'Caf de la Gironde' */
    fund: detail(),
    /** Their number at the Caf or the MSA. */
    beneficiaryNumber: detail(),
    /** Set when the file was found twice: everything it held is in the other one, and old links lead there. */
    mergedIntoId: optional(int()),
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
    /** At home. */
    phone: text(),
    mobile: text(),
    workPhone: detail(),
    /** Empty where the person lives with the household. */
    addressLine1: detail(),
    addressLine2: detail(),
    postalCode: detail(),
    city: detail(),
    /** INSEE codes, asked by API Particulier. */
    birthCommuneCode: detail(),
    birthCommuneName: detail(),
    birthCountryCode: detail(),
    profession: detail(),
    /** Socio-professional category of INSEE, '1' to '8'. */
    csp: detail(),
    employer: detail(),
    employerAddress: detail(),
    acceptsEmail: bool(),
    acceptsSms: bool(),
    /** When the present answer was given; null = at the creation of the file. */
    acceptsEmailAt: optional(instant()),
    acceptsSmsAt: optional(instant()),
    /** Set when the person was found twice: see `family.merged_into_id`. */
    mergedIntoId: optional(int()),
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
    /** What an adult is to the children of this family. */
    quality: detail<Quality>(),
    parentalAuthority: initially(bool(), true),
    custody: detail<CustodyPattern>(),
    /** Of 'alternate': a day of one of the weeks spent in this family. */
    custodySince: optional(date()),
    /** Weekday on which the child changes homes, 1 = Monday. */
    custodyDay: initially(int(), 1),
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
    /** The upload that proves it, and the agent who looked at it. */
    documentId: optional(text()),
    checkedBy: detail(),
    createdAt: instant(),
  },
  { index: [['familyId', 'validFrom']], references: { familyId: 'family' } },
)
export type FamilyQuotientRow = RowOf<typeof FamilyQuotientTable>

/** A family's agreement to have its QF asked from the State's service, and its end. */
export const QuotientConsentTable = table(
  'quotient_consent',
  {
    id: id(),
    familyId: int(),
    personId: int(),
    /** How it was given: at the desk, on paper, by telephone. */
    given: text(),
    givenAt: instant(),
    recordedBy: text(),
    withdrawnAt: optional(instant()),
  },
  { index: [['familyId'], ['personId']], references: { familyId: 'family', personId: 'person' } },
)

/** A question to that service and its answer: proof of what was read, and by whom. */
export const QuotientLookupTable = table(
  'quotient_lookup',
  {
    id: id(),
    familyId: int(),
    personId: int(),
    askedAt: instant(),
    askedBy: text(),
    /** 'found', or why there was no answer. */
    outcome: text(),
    provider: text<'caf' | 'msa' | ''>(),
    value: optional(int()),
    /** YYYY-MM that the value is for. */
    month: text(),
    /** The QF that was saved from it. */
    quotientId: optional(int()),
  },
  { index: [['familyId', 'askedAt']], references: { familyId: 'family', personId: 'person' } },
)

/** Tax income (revenu fiscal de référence) of a year, whole euros as the tax notice prints it. */
export const FamilyIncomeTable = table(
  'family_income',
  {
    id: id(),
    familyId: int(),
    /** The year in which the income was earned. */
    year: int(),
    euros: int(),
    /** Tax shares in hundredths: 2.5 parts are 250. */
    sharesHundredths: int(),
    validFrom: date(),
    validTo: optional(date()),
    source: text(),
    documentId: optional(text()),
    checkedBy: detail(),
    createdAt: instant(),
  },
  { index: [['familyId', 'validFrom']], references: { familyId: 'family' } },
)
export type FamilyIncomeRow = RowOf<typeof FamilyIncomeTable>

/** The IBAN is sealed; screens and the portal see the masked one. A new account closes the one before. */
export const BankAccountTable = table(
  'bank_account',
  {
    id: id(),
    familyId: int(),
    holder: text(),
    ibanSealed: text(),
    ibanMasked: text(),
    bic: text(),
    createdAt: instant(),
    endedAt: optional(instant()),
    version: int(),
  },
  { index: [['familyId']], references: { familyId: 'family' } },
)
export type BankAccountRow = RowOf<typeof BankAccountTable>

/** SEPA mandate: what was signed is kept word for word with its fingerprint. */
export const MandateTable = table(
  'mandate',
  {
    id: id(),
    familyId: int(),
    bankAccountId: int(),
    /** Unique reference (RUM), at most 35 characters of the SEPA alphabet. */
    reference: text(),
    kind: text<'recurring' | 'one-off'>(),
    status: text<'active' | 'ended'>(),
    /** What the next collection says of itself. */
    sequence: text<'FRST' | 'RCUR' | 'OOFF'>(),
    signedOn: date(),
    signedAt: text(),
    signedBy: text(),
    proofText: text(),
    proofSha256: text(),
    lastCollectedOn: optional(date()),
    endedOn: optional(date()),
    endReason: detail(),
    createdAt: instant(),
    version: int(),
  },
  {
    unique: [['reference']],
    index: [['familyId'], ['bankAccountId']],
    references: { familyId: 'family', bankAccountId: 'bank_account' },
  },
)
export type MandateRow = RowOf<typeof MandateTable>

/** What an agent writes down after a call or a visit. */
export const FamilyNoteTable = table(
  'family_note',
  { id: id(), familyId: int(), text: text(), createdAt: instant(), createdBy: text() },
  { index: [['familyId', 'createdAt']], references: { familyId: 'family' } },
)

/** Two files that resemble each other and are not the same; `leftId` is the smaller id. */
export const DistinctPairTable = table(
  'distinct_pair',
  {
    id: id(),
    kind: text<'family' | 'person'>(),
    leftId: int(),
    rightId: int(),
    decidedAt: instant(),
    decidedBy: text(),
  },
  { unique: [['kind', 'leftId', 'rightId']] },
)

/** A merge, with what it moved: enough to put everything back. */
export const FileMergeTable = table(
  'file_merge',
  {
    id: id(),
    kind: text<'family' | 'person'>(),
    keptId: int(),
    removedId: int(),
    keptLabel: text(),
    removedLabel: text(),
    moves: json(),
    mergedAt: instant(),
    mergedBy: text(),
    undoneAt: optional(instant()),
    undoneBy: detail(),
  },
  { index: [['mergedAt'], ['keptId']] },
)
export type FileMergeRow = RowOf<typeof FileMergeTable>
