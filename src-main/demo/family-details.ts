import { createHash } from 'node:crypto'
import { maskIban } from '../../src-shared/kernel/iban'
import { addDays, type LocalDate } from '../../src-shared/kernel/local-date'
import { normalizeSearch } from '../../src-shared/kernel/text'
import type { SeededRandom } from '../../src-shared/kernel/seeded-random'
import type { Cipher } from '../kernel/cipher'
import type {
  BankAccountRow,
  FamilyIncomeRow,
  FamilyMemberRow,
  FamilyRow,
  MandateRow,
  PersonRow,
} from '../modules/families/entities'
import { mandateText } from '../modules/families'
import type { Household } from './household-types'
import type { Streams } from './random'

/** What nobody filled in yet. */
export const plainPerson = {
  workPhone: '',
  addressLine1: '',
  addressLine2: '',
  postalCode: '',
  city: '',
  birthCommuneCode: '',
  birthCommuneName: '',
  birthCountryCode: '',
  profession: '',
  csp: '',
  employer: '',
  employerAddress: '',
  acceptsEmailAt: null,
  acceptsSmsAt: null,
  mergedIntoId: null,
} satisfies Partial<PersonRow>

export const plainFamily = {
  situation: '',
  regime: '',
  fund: '',
  beneficiaryNumber: '',
  mergedIntoId: null,
} satisfies Partial<FamilyRow>

export const plainMember = {
  quality: '',
  parentalAuthority: true,
  custody: '',
  custodySince: null,
  custodyDay: 1,
} satisfies Partial<FamilyMemberRow>

const communes = [
  ['33063', 'Bordeaux'],
  ['31555', 'Toulouse'],
  ['69123', 'Lyon'],
  ['44109', 'Nantes'],
] as const

/**
 * Fills in the details of a household, drawn apart so that they change nothing else of the town: who is whose parent, where
 * they were born, who pays their benefits. The adults of a separated couple's second home live there.
 */
export function detailHousehold(household: Household, streams: Streams): void {
  const random = streams('details', household.index)
  for (const guardian of household.guardians) {
    const [code, name] = random.pick(communes)
    const isBornAbroad = random.chance(0.1)
    guardian.birthCommuneCode = isBornAbroad ? '' : code
    guardian.birthCommuneName = isBornAbroad ? '' : name
    guardian.birthCountryCode = isBornAbroad ? random.pick(['99352', '99139', '99127']) : '99100'
    guardian.workPhone = random.chance(0.2) ? `01 99 00 ${twoDigits(random)} ${twoDigits(random)}` : ''
  }
  const { family } = household
  family.regime = random.weighted([
    ['caf', 88],
    ['msa', 6],
    ['', 6],
  ] as const)
  family.fund = family.regime === 'caf' ? 'Caf d’Aubrelles' : family.regime === 'msa' ? 'MSA du Val d’Aulne' : ''
  if (family.regime !== '') family.beneficiaryNumber = String(random.integer(1_000_000, 9_999_999))
}

/** Households typed twice: the second bears the name of the first's holder, exactly or with a slip of the pen. */
const doubles = [
  { of: 8, again: 41, slip: false },
  { of: 20, again: 35, slip: true },
] as const

/** What a town finds in its files: the same parent twice, each with a child. */
export function writeDoubles(households: readonly Household[]): void {
  for (const { of, again, slip } of doubles) {
    const [first, second] = [households[of], households[again]]
    const [known, retyped] = [first?.guardians[0], second?.guardians[0]]
    if (!first || !second || !known || !retyped) continue
    const lastName = slip ? misspelled(known.lastName) : known.lastName
    const { civility, sex, firstName, birthName, birthDate, mobile } = known
    for (const { person } of second.children) if (person.lastName === second.family.name) person.lastName = lastName
    Object.assign(retyped, { civility, sex, firstName, lastName, birthName, birthDate, mobile })
    retyped.email = `${normalizeSearch(`${firstName} ${lastName}`).replaceAll(' ', '.')}.${again}@courriel.invalid`
    second.family.name = lastName
  }
}

/** A double letter becomes single, or the last one falls. */
function misspelled(name: string): string {
  const simpler = name.replace(/(.)\1/, '$1')
  return simpler === name ? name.slice(0, -1) : simpler
}

const twoDigits = (random: SeededRandom) => String(random.integer(0, 99)).padStart(2, '0')

/** One household in three gave its tax notice; the year before's income, as in life. */
export function incomesOf(households: readonly Household[], streams: Streams, from: LocalDate): FamilyIncomeRow[] {
  const rows = households.flatMap(({ family, guardians }, index) => {
    const random = streams('income', index)
    if (!random.chance(0.33)) return []
    const row: Omit<FamilyIncomeRow, 'id'> = {
      familyId: family.id,
      year: Number(from.slice(0, 4)) - 1,
      euros: random.integer(9, 68) * 1000 + random.integer(0, 999),
      sharesHundredths: (guardians.length + 1) * 100 + random.pick([0, 50]),
      validFrom: from,
      validTo: null,
      source: 'Avis d’imposition',
      documentId: null,
      checkedBy: 'Nadia Kessler',
      createdAt: `${from}T08:00:00.000Z`,
    }
    return [row]
  })
  return rows.map((row, position) => ({ id: position + 1, ...row }))
}

/** Bank details and mandate of whoever pays by direct debit. The bank does not exist: its code is 99999. */
export function bankDetailsOf(
  households: readonly Household[],
  streams: Streams,
  cipher: Cipher,
  from: LocalDate,
): { accounts: BankAccountRow[]; mandates: MandateRow[] } {
  const payers = households.filter(({ family }) => family.directDebit)
  const signedOn = addDays(from, -30)
  const accounts = payers.map(({ family, guardians, index }, position) => {
    const random = streams('bank', index)
    const iban = frenchIban(`9999900001${String(random.integer(0, 99_999_999_999)).padStart(11, '0')}`)
    const holder = guardians[0] ? `${guardians[0].firstName} ${guardians[0].lastName}` : family.name
    const id = position + 1
    const row: BankAccountRow = {
      id,
      familyId: family.id,
      holder,
      ibanSealed: cipher.seal(iban, `bank_account.iban/${id}`),
      ibanMasked: maskIban(iban),
      bic: 'AUBRFRPPXXX',
      createdAt: `${signedOn}T08:00:00.000Z`,
      endedAt: null,
      version: 1,
    }
    return { row, family }
  })
  return {
    accounts: accounts.map(({ row }) => row),
    mandates: accounts.map(({ row, family }) => mandateOf(row, family, signedOn)),
  }
}

function mandateOf(account: BankAccountRow, family: FamilyRow, signedOn: LocalDate): MandateRow {
  const { number, addressLine1, postalCode, city } = family
  const reference = `RIB-${String(number).padStart(6, '0')}-1`
  const proofText = mandateText({
    ...{ reference, kind: 'recurring', signedOn, signedAt: city, signedBy: account.holder },
    ...{ creditor: 'Aubrelles', creditorAddress: '3, place de la Mairie, 99120 Aubrelles' },
    ...{ debtor: account.holder, debtorAddress: `${addressLine1}, ${postalCode} ${city}` },
    ...{ ibanMasked: account.ibanMasked, bic: account.bic },
  })
  return {
    id: account.id,
    familyId: account.familyId,
    bankAccountId: account.id,
    reference,
    kind: 'recurring',
    status: 'active',
    sequence: 'RCUR',
    signedOn,
    signedAt: family.city,
    signedBy: account.holder,
    proofText,
    proofSha256: createHash('sha256').update(proofText, 'utf8').digest('hex'),
    lastCollectedOn: null,
    endedOn: null,
    endReason: '',
    createdAt: account.createdAt,
    version: 1,
  }
}

/** Adds to bank, branch and account number the key of the account, then those of the IBAN. */
function frenchIban(account: string): string {
  const [bank, branch, number] = [account.slice(0, 5), account.slice(5, 10), account.slice(10)].map(Number)
  const key = 97 - ((89 * (bank ?? 0) + 15 * (branch ?? 0) + 3 * (number ?? 0)) % 97)
  const bban = `${account}${String(key).padStart(2, '0')}`
  const check = 98n - (BigInt(`${bban}152700`) % 97n)
  return `FR${String(check).padStart(2, '0')}${bban}`
}
