import type { FieldChoice, FileField } from './subjects'

/** The fields of the adults and of the household: one list per subject, in the order of the form. */

export const civilities: readonly FieldChoice[] = [
  { value: 'Mme', label: 'Madame' },
  { value: 'M', label: 'Monsieur' },
]

export const qualities: readonly FieldChoice[] = [
  { value: 'mother', label: 'Mère' },
  { value: 'father', label: 'Père' },
  { value: 'legal-guardian', label: 'Tutrice ou tuteur' },
  { value: 'step-parent', label: 'Beau-parent' },
  { value: 'grandparent', label: 'Grand-parent' },
  { value: 'other', label: 'Autre' },
]

export const situations: readonly FieldChoice[] = [
  { value: 'married', label: 'Mariés' },
  { value: 'civil-union', label: 'Pacsés' },
  { value: 'cohabiting', label: 'En union libre' },
  { value: 'single', label: 'Célibataire' },
  { value: 'separated', label: 'Séparés' },
  { value: 'divorced', label: 'Divorcés' },
  { value: 'widowed', label: 'Veuve ou veuf' },
]

export const regimes: readonly FieldChoice[] = [
  { value: 'caf', label: 'Régime général (Caf)' },
  { value: 'msa', label: 'Régime agricole (MSA)' },
  { value: 'other', label: 'Autre régime' },
  { value: 'none', label: 'Aucune prestation familiale' },
]

/** Socio-professional categories of INSEE. */
export const socioProfessionalCategories: readonly FieldChoice[] = [
  { value: '1', label: 'Agriculteurs exploitants' },
  { value: '2', label: 'Artisans, commerçants, chefs d’entreprise' },
  { value: '3', label: 'Cadres et professions intellectuelles supérieures' },
  { value: '4', label: 'Professions intermédiaires' },
  { value: '5', label: 'Employés' },
  { value: '6', label: 'Ouvriers' },
  { value: '7', label: 'Retraités' },
  { value: '8', label: 'Sans activité professionnelle' },
]

const contactFields: FileField[] = [
  { key: 'email', label: 'Adresse e-mail', kind: 'email', maxLength: 200 },
  { key: 'mobile', label: 'Téléphone portable', kind: 'phone', maxLength: 30 },
  { key: 'phone', label: 'Téléphone du domicile', kind: 'phone', maxLength: 30 },
  { key: 'workPhone', label: 'Téléphone du travail', kind: 'phone', maxLength: 30 },
]

const nameFields: FileField[] = [
  { key: 'civility', label: 'Civilité', kind: 'choice', choices: civilities },
  { key: 'lastName', label: 'Nom', kind: 'text', required: true, maxLength: 100 },
  { key: 'firstName', label: 'Prénom', kind: 'text', required: true, maxLength: 100 },
  { key: 'birthName', label: 'Nom de naissance', kind: 'text', maxLength: 100 },
  { key: 'quality', label: 'Lien avec les enfants', kind: 'choice', choices: qualities },
]

const birthFields: FileField[] = [
  { key: 'birthDate', label: 'Date de naissance', kind: 'date' },
  { key: 'birthCommuneName', label: 'Commune de naissance', kind: 'text', maxLength: 100 },
]

const addressFields: FileField[] = [
  { key: 'addressLine1', label: 'Adresse', kind: 'text', maxLength: 200 },
  { key: 'addressLine2', label: 'Complément d’adresse', kind: 'text', maxLength: 200 },
  { key: 'postalCode', label: 'Code postal', kind: 'postal-code', maxLength: 5 },
  { key: 'city', label: 'Commune', kind: 'text', maxLength: 200 },
]

/** What data protection advises against: shown where a town needs it. */
const optionalFields: FileField[] = [
  { key: 'situation', label: 'Situation familiale', kind: 'choice', choices: situations, optional: true },
  { key: 'profession', label: 'Profession', kind: 'text', maxLength: 100, optional: true },
  {
    ...{ key: 'csp', label: 'Catégorie socioprofessionnelle', kind: 'choice' as const },
    choices: socioProfessionalCategories,
    optional: true,
  },
  { key: 'employer', label: 'Employeur', kind: 'text', maxLength: 200, optional: true },
  { key: 'employerAddress', label: 'Adresse de l’employeur', kind: 'text', maxLength: 200, optional: true },
]

/**
 * One adult. With `livesElsewhere`, the address is the adult's own; without, it is the household's, and changing it moves
 * everybody who lives there.
 */
export const guardianFields: FileField[] = [
  ...nameFields,
  ...birthFields,
  ...contactFields,
  {
    key: 'livesElsewhere',
    label: 'Habite à une autre adresse que le foyer',
    kind: 'flag',
    help: 'Sans cette case, un changement d’adresse vaut pour tout le foyer.',
  },
  ...addressFields,
  ...optionalFields,
  {
    key: 'acceptsEmail',
    label: 'Autorisation courriel',
    kind: 'flag',
    help: 'La mairie peut vous écrire par e-mail\u00A0: réponses, factures, informations.',
  },
  {
    key: 'acceptsSms',
    label: 'Autorisation SMS',
    kind: 'flag',
    help: 'La mairie peut vous prévenir par SMS.',
  },
]

export const newMemberFields: FileField[] = [
  ...nameFields,
  ...contactFields,
  {
    key: 'livesElsewhere',
    label: 'Habite à une autre adresse que le foyer',
    kind: 'flag',
  },
  ...addressFields,
]

export const taxFields: FileField[] = [
  {
    ...{ key: 'year', label: 'Année des revenus', kind: 'number' as const, required: true },
    help: 'L’année inscrite en haut de l’avis d’imposition, par exemple 2025.',
  },
  {
    ...{ key: 'euros', label: 'Revenu fiscal de référence', kind: 'number' as const, required: true },
    help: 'En euros entiers, comme sur l’avis d’imposition.',
  },
  { key: 'shares', label: 'Nombre de parts', kind: 'number', help: 'Par exemple 2,5.' },
]

export const cafFields: FileField[] = [
  { key: 'regime', label: 'Régime allocataire', kind: 'choice', choices: regimes },
  {
    key: 'fund',
    label: 'Organisme de rattachement',
    kind: 'text',
    maxLength: 100,
    help: 'Par exemple Caf de la Gironde.',
  },
  { key: 'beneficiaryNumber', label: 'Numéro d’allocataire', kind: 'text', maxLength: 15 },
  {
    ...{ key: 'quotient', label: 'Quotient familial', kind: 'number' as const },
    help: 'Joignez l’attestation de la Caf ou de la MSA.',
  },
  { key: 'quotientFrom', label: 'Quotient valable à partir du', kind: 'date' },
]

export const bankFields: FileField[] = [
  { key: 'holder', label: 'Titulaire du compte', kind: 'text', required: true, maxLength: 70 },
  { key: 'iban', label: 'IBAN', kind: 'iban', required: true, maxLength: 42 },
  { key: 'bic', label: 'BIC', kind: 'text', maxLength: 11 },
  {
    ...{ key: 'directDebit', label: 'Prélèvement automatique', kind: 'flag' as const },
    help: 'Vos factures seront prélevées sur ce compte à leur échéance.',
  },
  {
    ...{ key: 'mandate', label: 'Mandat de prélèvement SEPA', kind: 'flag' as const },
    help: 'J’autorise la collectivité à envoyer des instructions à ma banque pour débiter mon compte, et ma banque à le débiter selon ces instructions.',
  },
]
