import type { ChildRow } from '../modules/children/entities'
import type { FamilyMemberRow, FamilyQuotientRow, FamilyRow, PersonRow } from '../modules/families/entities'

export interface DemoChild {
  person: PersonRow & { birthDate: string }
  row: ChildRow
  /** Families that book and pay for this child, the one that declared it first; two when the parents are separated. */
  homes: number[]
  /** Position of the school, or null before school age. */
  school: number | null
}

export interface Household {
  index: number
  family: FamilyRow
  guardians: PersonRow[]
  /** Its own children and those shared with another household. */
  children: DemoChild[]
}

export interface Population {
  households: Household[]
  children: DemoChild[]
  members: FamilyMemberRow[]
  quotients: FamilyQuotientRow[]
}

/** Households of whom the demonstration tells a story, in the order of the town. */
export interface Lead {
  lastName: string
  holder: { firstName: string; civility: 'M' | 'Mme' }
  partner: { firstName: string; lastName: string; civility: 'M' | 'Mme' } | null
  children: readonly { firstName: string; sex: 'F' | 'M'; level: string }[]
}

export const leads: readonly Lead[] = [
  {
    lastName: 'Diallo',
    holder: { firstName: 'Aminata', civility: 'Mme' },
    partner: { firstName: 'Moussa', lastName: 'Diallo', civility: 'M' },
    children: [
      { firstName: 'Inès', sex: 'F', level: 'CE1' },
      { firstName: 'Malo', sex: 'M', level: 'MS' },
    ],
  },
  // Separated parents: one child, two families, each paying for its own weeks.
  {
    lastName: 'Roussel',
    holder: { firstName: 'Camille', civility: 'Mme' },
    partner: { firstName: 'Hugo', lastName: 'Besson', civility: 'M' },
    children: [{ firstName: 'Jules', sex: 'M', level: 'CM1' }],
  },
  { lastName: 'Fournier', holder: { firstName: 'Bastien', civility: 'M' }, partner: null, children: [] },
]
