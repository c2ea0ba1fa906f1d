/** Where a merge follows a file: every column of the schema that names a family or a person is told here. */

export interface Reference {
  table: string
  column: string
  /** 'move': to the file kept. 'stay': history, or another file's affair. 'apart': has its own treatment, see `merge-run`. */
  how: 'move' | 'stay' | 'apart'
  /** What moves, in the words of the preview. */
  label?: string
  /** Other columns that, together with this one, must stay unique: a row that would be there twice stays where it is. */
  unique?: readonly string[]
  /** Its rows change by themselves (an e-mail leaves, an upload is attached): that does not forbid to undo. */
  lively?: boolean
}

const move = (table: string, column: string, label: string, more: Partial<Reference> = {}): Reference => ({
  table,
  column,
  how: 'move',
  label,
  ...more,
})
const stay = (table: string, column: string): Reference => ({ table, column, how: 'stay' })
const apart = (table: string, column: string): Reference => ({ table, column, how: 'apart' })

/** Order matters where rows lean on others: what is told first is put back last. */
export const familyReferences: readonly Reference[] = [
  apart('family_member', 'familyId'),
  apart('portal_account', 'familyIds'),
  apart('portal_session', 'familyId'),
  apart('family', 'mergedIntoId'),
  // Append-only: the history reads both families.
  stay('audit_log', 'familyId'),
  stay('sync_outbox', 'familyId'),
  move('family_quotient', 'familyId', 'Quotients familiaux'),
  move('quotient_consent', 'familyId', 'Accords pour demander le QF'),
  move('quotient_lookup', 'familyId', 'QF demandés', { lively: true }),
  move('family_income', 'familyId', 'Revenus fiscaux'),
  move('bank_account', 'familyId', 'Coordonnées bancaires'),
  move('mandate', 'familyId', 'Mandats de prélèvement'),
  move('family_note', 'familyId', 'Notes'),
  move('enrolment', 'familyId', 'Inscriptions'),
  move('booking', 'familyId', 'Réservations'),
  move('charge', 'familyId', 'Prestations'),
  move('invoice', 'familyId', 'Factures'),
  // Who an invoice was issued to never changes again.
  stay('invoice', 'formerFamilyId'),
  move('payment', 'familyId', 'Règlements'),
  move('payment_attempt', 'familyId', 'Paiements en ligne', { lively: true }),
  move('request', 'familyId', 'Demandes'),
  move('registration', 'familyId', 'Demandes de compte', { lively: true }),
  move('document', 'familyId', 'Pièces'),
  move('upload', 'familyId', 'Fichiers déposés', { lively: true }),
  move('published_file', 'familyId', 'Documents publiés'),
  move('consent', 'familyId', 'Consentements'),
  move('rules_acceptance', 'familyId', 'Règlements acceptés', { unique: ['rulesId', 'personId'] }),
  move('registration_file', 'familyId', 'Dossiers annuels', { unique: ['schoolYear'] }),
  move('pre_enrolment', 'familyId', 'Préinscriptions'),
  move('pickup_contact', 'familyId', 'Personnes autorisées'),
  move('outbox_message', 'familyId', 'E-mails', { lively: true }),
]

export const personReferences: readonly Reference[] = [
  apart('family_member', 'personId'),
  apart('portal_account', 'personId'),
  apart('person', 'mergedIntoId'),
  // One row a child, whose sealed texts are bound to it.
  apart('child', 'id'),
  apart('health_record', 'childId'),
  apart('child_photo', 'childId'),
  move('allergy', 'childId', 'Allergies'),
  move('care_plan', 'childId', 'PAI'),
  move('treatment', 'childId', 'Traitements'),
  move('vaccination', 'childId', 'Vaccinations'),
  move('authorisation', 'childId', 'Autorisations', { unique: ['kind', 'isCurrent'] }),
  move('pickup_contact', 'childId', 'Personnes autorisées'),
  move('school_year_change_row', 'childId', 'Passages de classe'),
  move('quotient_consent', 'personId', 'Accords pour demander le QF'),
  move('quotient_lookup', 'personId', 'QF demandés', { lively: true }),
  move('enrolment', 'childId', 'Inscriptions'),
  move('booking', 'childId', 'Réservations'),
  move('charge', 'childId', 'Prestations'),
  move('invoice_line', 'childId', 'Lignes de facture'),
  move('pre_enrolment', 'childId', 'Préinscriptions'),
  move('consent', 'childId', 'Consentements'),
  move('consent', 'personId', 'Consentements donnés'),
  move('document', 'personId', 'Pièces'),
  move('rules_acceptance', 'personId', 'Règlements acceptés', { unique: ['rulesId', 'familyId'] }),
  move('request', 'personId', 'Demandes'),
  move('registration', 'personId', 'Demandes de compte', { lively: true }),
]
