import { childNeeds, classLevels, needLabels, swimmingLabels } from '../../labels/child'
import type { FieldChoice, FileField } from './subjects'

/** The fields of a child: one list per subject, in the order of the form. */

const levels: readonly FieldChoice[] = classLevels.map((level) => ({ value: level, label: level }))

const sexes: readonly FieldChoice[] = [
  { value: 'F', label: 'Fille' },
  { value: 'M', label: 'Garçon' },
]

export const childIdentityFields: FileField[] = [
  { key: 'lastName', label: 'Nom', kind: 'text', required: true, maxLength: 100 },
  { key: 'firstName', label: 'Prénom', kind: 'text', required: true, maxLength: 100 },
  { key: 'birthDate', label: 'Date de naissance', kind: 'date', required: true },
  { key: 'sex', label: 'Sexe', kind: 'choice', choices: sexes },
  { key: 'birthPlace', label: 'Lieu de naissance', kind: 'text', maxLength: 100 },
  { key: 'schoolId', label: 'École', kind: 'school' },
  { key: 'classLevel', label: 'Classe', kind: 'choice', choices: levels },
  { key: 'className', label: 'Nom de la classe', kind: 'text', maxLength: 100, readOnly: true },
]

export const newChildFields: FileField[] = childIdentityFields
  .filter(({ readOnly }) => !readOnly)
  .map((field) =>
    field.key === 'schoolId'
      ? { ...field, help: 'Pas encore à l’école\u00A0: laissez vide. La mairie vous enverra le dossier d’inscription.' }
      : field,
  )

export const authorisationFields: FileField[] = [
  { key: 'leaveAlone', label: 'Peut rentrer sans accompagnement', kind: 'flag' },
  {
    // One parent alone does not give it: each answers for themselves, among the consents.
    ...{ key: 'image', label: 'Droit à l’image', kind: 'flag' as const, readOnly: true },
    help: 'Chaque parent répond à la page Documents, et il faut l’accord de tous. Jamais une condition d’inscription.',
  },
  { key: 'outings', label: 'Sorties et activités hors de la structure', kind: 'flag' },
  { key: 'bath', label: 'Baignade', kind: 'flag' },
  { key: 'transport', label: 'Transport dans un véhicule de la collectivité', kind: 'flag' },
  {
    ...{ key: 'emergencyCare', label: 'Soins d’urgence', kind: 'flag' as const },
    help: 'Le responsable prend les mesures que l’état de l’enfant rend nécessaires.',
  },
]

const needs: readonly FieldChoice[] = childNeeds.map((need) => ({ value: need, label: needLabels[need] }))

const swimmingLevels: readonly FieldChoice[] = Object.entries(swimmingLabels).map(([value, label]) => ({
  value,
  label: `${label.charAt(0).toUpperCase()}${label.slice(1)}`,
}))

export const needsFields: FileField[] = [
  { key: 'needs', label: 'Besoins', kind: 'choices', choices: needs, help: 'Lunettes, appareil auditif…' },
  {
    ...{ key: 'needsNote', label: 'Ce qu’il faut faire', kind: 'long-text' as const, maxLength: 1000 },
    help: 'Pour bien accueillir l’enfant\u00A0; inutile de dire pourquoi.',
  },
  { key: 'swimming', label: 'Natation', kind: 'choice', choices: swimmingLevels },
  {
    ...{ key: 'diet', label: 'Régime alimentaire', kind: 'choice' as const },
    help: 'Ce que l’enfant mange\u00A0; inutile de dire pourquoi.',
  },
]

/** A person whom the law forbids is declared at the counter, with the decision: never from a form. */
export const pickupContactFields: FileField[] = [
  { key: 'fullName', label: 'Nom et prénom', kind: 'text', required: true, maxLength: 100 },
  {
    key: 'relationship',
    label: 'Lien avec l’enfant',
    kind: 'text',
    maxLength: 200,
    help: 'Grand-mère, voisin, nourrice…',
  },
  { key: 'phone', label: 'Téléphone', kind: 'phone', required: true, maxLength: 30 },
  { key: 'mayCollect', label: 'Peut venir chercher l’enfant', kind: 'flag' },
  { key: 'emergency', label: 'À prévenir en cas d’urgence', kind: 'flag' },
]
