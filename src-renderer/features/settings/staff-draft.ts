import type { StaffMember } from '../../../src-shared/contract/staff/accounts'
import type { Role } from '../../../src-shared/permissions'

export interface StaffDraft {
  id: number | null
  version: number
  firstName: string
  lastName: string
  email: string
  role: Role
  structureIds: number[]
  /** For a new account only: an invitation, or a first password to hand over. */
  by: 'invitation' | 'password'
  password: string
}

export const blankStaff = (): StaffDraft => ({
  id: null,
  version: 0,
  firstName: '',
  lastName: '',
  email: '',
  role: 'agent',
  structureIds: [],
  by: 'invitation',
  password: '',
})

export function staffDraftOf({ id, version, firstName, lastName, email, role, structureIds }: StaffMember): StaffDraft {
  return {
    id,
    version,
    firstName,
    lastName,
    email,
    role,
    structureIds: [...structureIds],
    by: 'invitation',
    password: '',
  }
}

/** What a role may do, in a sentence. */
export const roleHelp: Record<Role, string> = {
  administrator: 'Tout, y compris les réglages et les comptes.',
  director: 'Tout sauf les réglages de la ville\u00A0: activités, tarifs, équipes, rapports.',
  agent: 'Familles, demandes, planning, facturation, règlements, santé.',
  cashier: 'Factures et règlements\u00A0; lit les familles.',
  animator: 'Pointage et listes du jour, alertes de santé. Aucun montant.',
}
