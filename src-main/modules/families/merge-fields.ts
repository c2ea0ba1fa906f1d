import { formatDate } from '../../../src-shared/format/date'
import { formatPhone } from '../../../src-shared/format/phone'
import { localDate } from '../../../src-shared/kernel/local-date'
import { dietLabel } from '../../../src-shared/labels/child'
import { addressLine, type Address } from './address'
import type { Row } from './store-merge'

/** A thing on which two files may differ: one field, or several that go together (an address). */
export interface MergeField {
  key: string
  label: string
  columns: readonly string[]
  /** In words; '' = not filled in, and the other one is taken without asking. */
  words(row: Row): string
}

const text = (row: Row, column: string) => {
  const value = row[column]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
const plain = (key: string, label: string): MergeField => ({
  key,
  label,
  columns: [key],
  words: (row) => text(row, key),
})
const choice = (key: string, label: string, labels: Readonly<Record<string, string>>): MergeField => ({
  ...plain(key, label),
  words: (row) => (text(row, key) === '' ? '' : (labels[text(row, key)] ?? text(row, key))),
})
const flag = (key: string, label: string, extra: readonly string[] = []): MergeField => ({
  key,
  label,
  columns: [key, ...extra],
  words: (row) => (row[key] === true || row[key] === 1 ? 'oui' : 'non'),
})
const phone = (key: string, label: string): MergeField => ({
  ...plain(key, label),
  words: (row) => formatPhone(text(row, key)),
})

const addressColumns = ['addressLine1', 'addressLine2', 'postalCode', 'city'] as const
const address = (label: string): MergeField => ({
  key: 'address',
  label,
  columns: addressColumns,
  words: (row) =>
    addressLine(Object.fromEntries(addressColumns.map((column) => [column, text(row, column)])) as unknown as Address),
})

export const familyMergeFields: readonly MergeField[] = [
  plain('name', 'Nom de la famille'),
  address('Adresse'),
  flag('resident', 'Habite la commune'),
  choice('invoiceDelivery', 'Envoi des factures', {
    portal: 'sur le portail',
    email: 'par e-mail',
    paper: 'par courrier',
  }),
  flag('directDebit', 'Paie par prélèvement'),
  plain('staffNote', 'Note de l’équipe'),
  choice('situation', 'Situation familiale', {}),
  choice('regime', 'Régime allocataire', { caf: 'Caf', msa: 'MSA', other: 'autre régime', none: 'aucun' }),
  plain('fund', 'Organisme de rattachement'),
  plain('beneficiaryNumber', 'Numéro d’allocataire'),
]

export const personMergeFields: readonly MergeField[] = [
  choice('civility', 'Civilité', { M: 'Monsieur', Mme: 'Madame' }),
  plain('lastName', 'Nom'),
  plain('firstName', 'Prénom'),
  plain('birthName', 'Nom de naissance'),
  {
    ...plain('birthDate', 'Date de naissance'),
    words: (row) => (text(row, 'birthDate') === '' ? '' : formatDate(localDate(text(row, 'birthDate')))),
  },
  choice('sex', 'Sexe', { F: 'féminin', M: 'masculin' }),
  plain('email', 'E-mail'),
  phone('mobile', 'Portable'),
  phone('phone', 'Téléphone du domicile'),
  phone('workPhone', 'Téléphone du travail'),
  address('Adresse personnelle'),
  {
    key: 'birthPlace',
    label: 'Lieu de naissance',
    columns: ['birthCommuneCode', 'birthCommuneName', 'birthCountryCode'],
    words: (row) => [text(row, 'birthCommuneName'), text(row, 'birthCommuneCode')].filter(Boolean).join(' '),
  },
  plain('profession', 'Profession'),
  plain('csp', 'Catégorie socioprofessionnelle'),
  plain('employer', 'Employeur'),
  plain('employerAddress', 'Adresse de l’employeur'),
  flag('acceptsEmail', 'Autorisation courriel', ['acceptsEmailAt']),
  flag('acceptsSms', 'Autorisation SMS', ['acceptsSmsAt']),
]

export const childMergeFields: readonly MergeField[] = [
  {
    key: 'school',
    label: 'École et classe',
    columns: ['schoolId', 'classLevel', 'className', 'schoolYear'],
    words: (row) =>
      [text(row, 'schoolName'), text(row, 'classLevel'), text(row, 'className')].filter(Boolean).join(', '),
  },
  {
    ...plain('diet', 'Régime alimentaire'),
    words: (row) => (text(row, 'diet') === '' ? '' : dietLabel(text(row, 'diet'))),
  },
  flag('leavesAlone', 'Sortir seul'),
  flag('imageConsent', 'Droit à l’image'),
  choice('swimming', 'Natation', { learning: 'apprend', swims: 'sait nager' }),
]

/** What differs and is filled in on both sides: an agent chooses. */
export function conflictsOf(fields: readonly MergeField[], kept: Row, removed: Row) {
  return fields
    .map(({ key, label, words }) => ({ key, label, kept: words(kept), removed: words(removed) }))
    .filter((field) => field.kept !== '' && field.removed !== '' && field.kept !== field.removed)
}

/** Columns to write on the file kept: what it lacks, and what was chosen from the other. */
export function mergedColumns(fields: readonly MergeField[], kept: Row, removed: Row, chosen: readonly string[]): Row {
  const taken = fields.filter(
    ({ key, words }) =>
      words(removed) !== '' && words(kept) !== words(removed) && (words(kept) === '' || chosen.includes(key)),
  )
  return Object.fromEntries(taken.flatMap(({ columns }) => columns.map((column) => [column, removed[column]])))
}
