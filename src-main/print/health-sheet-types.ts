import type { LocalDate } from '../../src-shared/kernel/local-date'
import type { PrintTown } from './types'

export interface HealthSheetContact {
  name: string
  relationship: string
  mobile: string
  home: string
  work: string
  mayCollect: boolean
}

export interface HealthSheetVaccine {
  label: string
  /** in the order in which they were given */
  dates: LocalDate[]
  /** given from five years on */
  booster: LocalDate | null
  isComplete: boolean
}

export interface HealthSheetAllergy {
  kind: 'food' | 'asthma' | 'drug' | 'other'
  label: string
  instruction: string
}

/** The « fiche sanitaire de liaison » of one child for one family, as it is known on a day. */
export interface HealthSheetDocument {
  town: PrintTown
  /** '2026-2027' */
  schoolYear: string
  printedOn: LocalDate
  child: {
    firstName: string
    lastName: string
    birthDate: LocalDate | null
    sex: '' | 'F' | 'M'
    /** 'CE1, école Les Tilleuls' */
    schoolText: string
    addressText: string
    /** 'standard, sans arachide (PAI)' */
    mealText: string
    /** 'accordé', 'refusé' or 'à renseigner' */
    imageText: string
    photo?: Buffer
  }
  contacts: HealthSheetContact[]
  vaccines: { cohortText: string; rows: HealthSheetVaccine[]; seenText: string }
  allergies: HealthSheetAllergy[]
  carePlans: { text: string; instruction: string }[]
  treatments: string[]
  precautions: string
  needs: string[]
  needsNote: string
  doctor: string
  doctorPhone: string
  insuranceText: string
  /** who signs */
  guardians: string[]
}
