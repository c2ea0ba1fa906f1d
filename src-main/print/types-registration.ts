import type { LocalDate } from '../../src-shared/kernel/local-date'
import type { PrintFamily, PrintTown } from './types'

export interface PersonOnForm {
  /** 'Responsable : Sarah Berthelot' */
  name: string
  facts: { label: string; value: string }[]
}

export interface RegistrationFormDocument {
  town: PrintTown
  family: PrintFamily
  year: string
  issuedOn: LocalDate
  complete: boolean
  percent: number
  /** 'Le 12 mai 2027' ; '' = not yet. */
  submitted: string
  missing: string[]
  guardians: PersonOnForm[]
  familyFacts: PersonOnForm['facts']
  children: PersonOnForm[]
  enrolments: { childName: string; activityName: string; mode: string; from: LocalDate }[]
}

export interface CommitteeLine {
  rank: string
  points: string
  childName: string
  birth: string
  family: string
  wishes: string
  need: string
  note: string
}

/** What a committee reads and writes on: the dossiers of one sitting. */
export interface CommitteeDocument {
  town: PrintTown
  title: string
  date: LocalDate
  issuedOn: LocalDate
  lines: CommitteeLine[]
}
