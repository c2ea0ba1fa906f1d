import {
  authorisationFields,
  childIdentityFields,
  needsFields,
  newChildFields,
  pickupContactFields,
} from './child-fields'
import { bankFields, cafFields, guardianFields, newMemberFields, taxFields } from './fields'
import { allergyFields, carePlanFields, healthRecordFields, treatmentFields, vaccinationFields } from './health-fields'
import type { FileField, FileSubject, FileSubjectDefinition, FileTarget } from './subjects'

type Nature = Partial<Pick<FileSubjectDefinition, 'entries' | 'sealed' | 'health'>>

const define = (
  subject: FileSubject,
  label: string,
  target: FileTarget,
  fields: readonly FileField[],
  { entries = false, health = false, sealed = health }: Nature = {},
): FileSubjectDefinition => ({ subject, label, target, entries, sealed, health, fields })

/** Every subject with its fields: the forms, the comparison shown to the agent and the application to the file read these. */
export const fileSubjectDefinitions: Record<FileSubject, FileSubjectDefinition> = {
  guardian: define('guardian', 'Coordonnées du responsable', 'guardian', guardianFields),
  tax: define('tax', 'Informations fiscales', 'family', taxFields),
  caf: define('caf', 'Informations Caf ou MSA', 'family', cafFields),
  bank: define('bank', 'Coordonnées bancaires', 'family', bankFields, { sealed: true }),
  'new-member': define('new-member', 'Ajout d’un membre', 'family', newMemberFields),
  'new-child': define('new-child', 'Ajout d’un enfant', 'family', newChildFields),
  'child-identity': define('child-identity', 'Identité et scolarité', 'child', childIdentityFields),
  'child-authorisations': define('child-authorisations', 'Autorisations', 'child', authorisationFields),
  'child-needs': define('child-needs', 'Besoins et alimentation', 'child', needsFields, { health: true }),
  'pickup-contact': define('pickup-contact', 'Personne autorisée', 'child', pickupContactFields, { entries: true }),
  'health-record': define('health-record', 'Médecin, assurance, recommandations', 'child', healthRecordFields, {
    health: true,
  }),
  allergy: define('allergy', 'Allergie', 'child', allergyFields, { entries: true, health: true }),
  'care-plan': define('care-plan', 'Projet d’accueil individualisé', 'child', carePlanFields, {
    entries: true,
    health: true,
  }),
  treatment: define('treatment', 'Traitement', 'child', treatmentFields, { entries: true, health: true }),
  vaccination: define('vaccination', 'Vaccination', 'child', vaccinationFields, { entries: true, health: true }),
}

/** Fields that a town may switch on, by their key (`settings.file.fields`). */
export const optionalFileFields: readonly FileField[] = [
  ...new Map(
    Object.values(fileSubjectDefinitions)
      .flatMap(({ fields }) => fields)
      .filter(({ optional }) => optional === true)
      .map((field) => [field.key, field]),
  ).values(),
]

/** The fields of a subject as this town keeps them. */
export function fieldsOf(subject: FileSubject, switchedOn: readonly string[]): FileField[] {
  return fileSubjectDefinitions[subject].fields.filter(({ key, optional }) => !optional || switchedOn.includes(key))
}
