import type { FileSubject } from '../../../src-shared/contract/file/subjects'

const SECTIONS: Record<FileSubject, string> = {
  guardian: 'responsable',
  tax: 'impots',
  caf: 'caf',
  bank: 'banque',
  'new-member': 'membres',
  'new-child': 'membres',
  'child-identity': 'identite',
  'child-authorisations': 'autorisations',
  'child-needs': 'besoins',
  'pickup-contact': 'personnes',
  'health-record': 'sante',
  allergy: 'sante',
  'care-plan': 'sante',
  treatment: 'sante',
  vaccination: 'vaccins',
}

/** The part of the page where a subject is read; each adult has a part of their own. */
export function sectionOf(subject: FileSubject, personId: number | null = null): string {
  return subject === 'guardian' && personId !== null ? `responsable-${personId}` : SECTIONS[subject]
}
