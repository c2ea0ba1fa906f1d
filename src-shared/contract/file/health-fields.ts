import type { FieldChoice, FileField } from './subjects'

/** Health: what to do, never a diagnosis. One list per subject, in the order of the form. */

export const healthRecordFields: FileField[] = [
  { key: 'doctor', label: 'Médecin traitant', kind: 'text', maxLength: 200 },
  { key: 'doctorPhone', label: 'Téléphone du médecin', kind: 'phone', maxLength: 30 },
  {
    ...{ key: 'notes', label: 'Recommandations', kind: 'long-text' as const, maxLength: 2000 },
    help: 'Ce qu’il faut faire ou éviter\u00A0; inutile de dire pourquoi.',
  },
  { key: 'insurer', label: 'Assurance scolaire ou responsabilité civile', kind: 'text', maxLength: 200 },
  { key: 'insuranceNumber', label: 'Numéro de contrat', kind: 'text', maxLength: 60 },
  { key: 'insuranceValidTo', label: 'Assuré jusqu’au', kind: 'date' },
]

const kinds: readonly FieldChoice[] = [
  { value: 'food', label: 'Alimentaire' },
  { value: 'drug', label: 'Médicament' },
  { value: 'asthma', label: 'Asthme' },
  { value: 'other', label: 'Autre' },
]

const severities: readonly FieldChoice[] = [
  { value: 'mild', label: 'Légère' },
  { value: 'severe', label: 'Grave' },
]

export const allergyFields: FileField[] = [
  { key: 'kind', label: 'Type', kind: 'choice', choices: kinds, required: true },
  { key: 'label', label: 'Allergie', kind: 'text', required: true, maxLength: 100, help: 'Arachide, pollens…' },
  { key: 'severity', label: 'Gravité', kind: 'choice', choices: severities, required: true },
  { key: 'instruction', label: 'Conduite à tenir', kind: 'long-text', maxLength: 2000 },
]

export const carePlanFields: FileField[] = [
  { key: 'validFrom', label: 'Valable du', kind: 'date', required: true },
  { key: 'validTo', label: 'Jusqu’au', kind: 'date', required: true },
  { key: 'instruction', label: 'Conduite à tenir', kind: 'long-text', required: true, maxLength: 2000 },
  { key: 'kitPlace', label: 'Où est la trousse', kind: 'text', maxLength: 200 },
]

export const treatmentFields: FileField[] = [
  { key: 'name', label: 'Médicament', kind: 'text', required: true, maxLength: 200 },
  { key: 'dose', label: 'Dose', kind: 'text', required: true, maxLength: 200 },
  { key: 'schedule', label: 'Quand', kind: 'text', required: true, maxLength: 200, help: 'À midi, avant le repas…' },
  { key: 'validFrom', label: 'Du', kind: 'date', required: true },
  { key: 'validTo', label: 'Au', kind: 'date', help: 'Joignez l’ordonnance.' },
]

const diseases: readonly FieldChoice[] = [
  { value: 'diphtheria', label: 'Diphtérie' },
  { value: 'tetanus', label: 'Tétanos' },
  { value: 'polio', label: 'Poliomyélite' },
  { value: 'pertussis', label: 'Coqueluche' },
  { value: 'hib', label: 'Haemophilus influenzae b' },
  { value: 'hepatitis-b', label: 'Hépatite B' },
  { value: 'pneumococcus', label: 'Pneumocoque' },
  { value: 'meningococcus-c', label: 'Méningocoque C' },
  { value: 'meningococcus-acwy', label: 'Méningocoques ACWY' },
  { value: 'meningococcus-b', label: 'Méningocoque B' },
  { value: 'measles', label: 'Rougeole' },
  { value: 'mumps', label: 'Oreillons' },
  { value: 'rubella', label: 'Rubéole' },
]

/** One disease of one child, with the dates of its doses. */
export const vaccinationFields: FileField[] = [
  { key: 'disease', label: 'Vaccin contre', kind: 'choice', choices: diseases, required: true },
  {
    key: 'dates',
    label: 'Dates des injections',
    kind: 'dates',
    required: true,
    help: 'Comme dans le carnet de santé.',
  },
]
