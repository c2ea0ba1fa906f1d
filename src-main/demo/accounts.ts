import type { Role } from '../../src-shared/permissions'
import type { RowOf } from '../database/table'
import type { PortalAccountRow, StaffRow, StaffStructureTable } from '../modules/accounts/entities'
import type { Catalogue } from './catalogue-types'
import type { Household, Population } from './household-types'
import { counter } from './counter'
import type { Timeline } from './timeline'

/** Public on purpose: printed at each start of a demonstration, and useless anywhere else. */
export const demoPassword = 'bienvenue-aubrelles'

/** `demoPassword`, hashed once for all: 20,000 accounts must not cost 20,000 hashes, nor change from one town to the next. */
export const demoPasswordHash = 'scrypt$131072$8$1$cmliYW1iZWxsZS1kZW1vIQ$EJJ6C8FDeaU623SpNwOhm49s2F4VNXcTewAfvJGVxRY'

const staffMembers: readonly { role: Role; firstName: string; lastName: string }[] = [
  { role: 'administrator', firstName: 'Sylvain', lastName: 'Bourdon' },
  { role: 'director', firstName: 'Élise', lastName: 'Marchand' },
  { role: 'agent', firstName: 'Nadia', lastName: 'Kessler' },
  { role: 'cashier', firstName: 'Paul', lastName: 'Lemoine' },
  { role: 'animator', firstName: 'Yanis', lastName: 'Cordier' },
]
const staffEmails = ['sylvain.bourdon', 'elise.marchand', 'nadia.kessler', 'paul.lemoine', 'yanis.cordier']

export function buildStaff(
  catalogue: Catalogue,
  timeline: Timeline,
): { staff: StaffRow[]; places: RowOf<typeof StaffStructureTable>[] } {
  const staff = staffMembers.map((member, index) => ({
    id: index + 1,
    email: `${staffEmails[index]}@aubrelles.invalid`,
    ...member,
    passwordHash: demoPasswordHash,
    totpSealed: '',
    totpPendingSealed: '',
    totpSince: null,
    totpLastStep: 0,
    disabled: false,
    failedCount: 0,
    lockedUntil: null,
    lastSignInAt: null,
    createdAt: `${timeline.from}T07:00:00.000Z`,
    version: 1,
  }))
  // The animator works at the first school and at the leisure centre.
  const nextId = counter()
  const animator = staff.find(({ role }) => role === 'animator')
  const structures = [catalogue.schools[0]?.structure, catalogue.leisure[0]?.wednesday.structure]
  const places = structures.flatMap((structure) =>
    structure && animator ? [{ id: nextId(), staffId: animator.id, structureId: structure.id }] : [],
  )
  return { staff, places }
}

/** Position of a household whose access was opened and never used. */
const neverActivated = 41

/** One access a family, for the holder of its account. */
export function buildPortalAccounts({ households }: Population, timeline: Timeline): PortalAccountRow[] {
  return households.flatMap(({ index, family, guardians: [holder] }) =>
    holder
      ? [
          {
            id: family.id,
            personId: holder.id,
            login: holder.email,
            email: holder.email,
            displayName: `${holder.firstName} ${holder.lastName}`,
            // one account whose owner never chose a password
            passwordHash: index === neverActivated ? '' : demoPasswordHash,
            familyIds: JSON.stringify([family.id]),
            disabled: false,
            mustChangePassword: false,
            temporaryUntil: null,
            pendingEmail: '',
            step: '',
            welcomedAt: `${timeline.from}T07:00:00.000Z`,
            createdAt: `${timeline.from}T07:00:00.000Z`,
            createdBy: 'Nadia Kessler',
            failedCount: 0,
            lockedUntil: null,
            lastSignInAt: null,
            version: 1,
          },
        ]
      : [],
  )
}

export interface DemoAccounts {
  staff: { role: Role; email: string; password: string }[]
  parents: { login: string; password: string; family: string }[]
}

const parentsShown = 4

export function staffAccounts(staff: readonly Pick<StaffRow, 'role' | 'email'>[]): DemoAccounts['staff'] {
  return staff.map(({ role, email }) => ({ role: role as Role, email, password: demoPassword }))
}

export function parentAccounts(accounts: readonly { login: string; family: string }[]): DemoAccounts['parents'] {
  return accounts.slice(0, parentsShown).map(({ login, family }) => ({ login, password: demoPassword, family }))
}

export const familyLabel = ({ family }: Household) => `${family.name}, n° ${family.number}`
