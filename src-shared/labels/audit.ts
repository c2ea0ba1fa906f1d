/** Words of the audit log. An operation without words of its own shows its verb and its entity. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'session.signIn': 'S’est identifié',
  'session.signOut': 'S’est déconnecté',
  'session.changePassword': 'A changé son mot de passe',
  'staff.create': 'Compte d’agent créé',
  'staff.update': 'Compte d’agent modifié',
  'staff.setDisabled': 'Compte d’agent désactivé ou réactivé',
  'staff.setPassword': 'Mot de passe d’un agent changé',
  'firstRun.createTown': 'Ville créée',
  'firstRun.openDemo': 'Démonstration ouverte',
  'town.updateIdentity': 'Ville modifiée',
  'town.updateInvoices': 'Réglages des factures',
  'town.updatePortal': 'Réglages du portail',
  'town.updatePayments': 'Paiement en ligne réglé',
  'town.updateMail': 'Serveur d’envoi réglé',
  'town.sendTestMail': 'Message d’essai envoyé',
  'structures.save': 'Structure enregistrée',
  'structures.setArchived': 'Structure archivée ou remise',
  'structures.order': 'Structures réordonnées',
  'activities.save': 'Activité enregistrée',
  'activities.copy': 'Activité copiée',
  'activities.setArchived': 'Activité archivée ou remise',
  'openings.change': 'Jours ouverts ou fermés',
  'closures.add': 'Fermeture ajoutée',
  'closures.remove': 'Fermeture retirée',
  'tariffs.save': 'Tarif enregistré',
  'tariffs.remove': 'Tarif retiré',
  'jobs.cancel': 'Traitement arrêté',
  'attendance.alerts': 'Alertes de santé lues',
  'attendance.sheet': 'Feuille de présence imprimée, avec la santé',
  'attendance.mark': 'Pointage',
  'attendance.undo': 'Pointage annulé',
  'billing.createRun': 'Facturation préparée',
  'billing.recompute': 'Facturation recalculée',
  'billing.decide': 'Anomalie traitée',
  'billing.discard': 'Brouillon de facturation effacé',
  'billing.issue': 'Factures émises',
  'billing.publish': 'Factures publiées',
  'billing.cancelInvoice': 'Facture annulée par un avoir',
  'billing.askQuotients': 'Quotients demandés aux familles',
  'booking.submit': 'Demande envoyée',
  'bookings.applyForFamily': 'Réservation au guichet',
  'children.create': 'Enfant ajouté',
  'children.update': 'Enfant modifié',
  'children.link': 'Enfant rattaché à une famille',
  'children.unlink': 'Enfant détaché d’une famille',
  'children.saveHealth': 'Fiche sanitaire modifiée',
  'children.saveAllergy': 'Allergie enregistrée',
  'children.removeAllergy': 'Allergie retirée',
  'children.saveCarePlan': 'PAI enregistré',
  'children.removeCarePlan': 'PAI retiré',
  'children.saveAuthorisations': 'Autorisations modifiées',
  'children.savePhoto': 'Photo enregistrée',
  'children.removePhoto': 'Photo retirée',
  'children.archive': 'Enfant sorti des écoles, ou de retour',
  'children.saveTreatment': 'Traitement enregistré',
  'children.removeTreatment': 'Traitement retiré',
  'children.saveVaccinations': 'Vaccins enregistrés',
  'children.health': 'Fiche de santé consultée',
  'children.healthSheet': 'Fiche sanitaire imprimée',
  'portal.healthSheet': 'Fiche sanitaire imprimée par la famille',
  'health.renewals': 'PAI et vaccins à renouveler consultés',
  'schoolYear.start': 'Passage d’année scolaire',
  'schoolYear.undo': 'Passage d’année annulé',
  'town.updateChildren': 'Régimes des cantines modifiés',
  'children.saveContact': 'Personne autorisée enregistrée',
  'children.removeContact': 'Personne autorisée retirée',
  'enrolments.create': 'Inscription',
  'enrolments.end': 'Inscription terminée',
  'families.create': 'Famille créée',
  'families.update': 'Famille modifiée',
  'families.archive': 'Famille archivée',
  'families.addGuardian': 'Responsable ajouté',
  'families.updateGuardian': 'Responsable modifié',
  'families.removeGuardian': 'Responsable retiré',
  'families.chooseAccountHolder': 'Titulaire du compte choisi',
  'families.addQuotient': 'Quotient ajouté',
  'families.removeQuotient': 'Quotient retiré',
  'messaging.retry': 'E-mail renvoyé',
  'payments.record': 'Règlement encaissé',
  'payments.cancel': 'Règlement annulé',
  'payments.useCredit': 'Avoir utilisé',
  'payments.begin': 'Paiement en ligne commencé',
  'planning.apply': 'Planning modifié',
  'planning.undo': 'Planning rétabli',
  'requests.decide': 'Demande décidée',
  'requests.undo': 'Décision reprise',
  'requests.withdraw': 'Demande retirée',
  'session.chooseFamily': 'A changé de famille',
  'sync.createCode': 'Code d’appairage créé',
  'sync.dial': 'Portail appairé',
  'sync.exchangeNow': 'Échange demandé',
  'sync.revoke': 'Portail révoqué',
}

const ENTITIES: Readonly<Record<string, string>> = {
  town: 'Ville',
  staff: 'Agent',
  structure: 'Structure',
  activity: 'Activité',
  closure: 'Fermeture',
  tariff: 'Tarif',
  family: 'Famille',
  person: 'Personne',
  child: 'Enfant',
  health: 'Santé',
  enrolment: 'Inscription',
  booking: 'Réservation',
  request: 'Demande',
  invoice: 'Facture',
  billing_run: 'Facturation',
  payment: 'Règlement',
  message: 'Message',
  job: 'Traitement',
}

const VERBS: Readonly<Record<string, string>> = {
  create: 'création',
  add: 'ajout',
  save: 'enregistrement',
  update: 'modification',
  remove: 'retrait',
  delete: 'retrait',
  archive: 'archivage',
  read: 'lecture',
  decide: 'décision',
  cancel: 'annulation',
  issue: 'émission',
  publish: 'publication',
  record: 'enregistrement',
}

/** The act in French: 'Tarif enregistré', or its group and its act when it has no sentence of its own. */
export function operationLabel(operation: string): string {
  const known = OPERATIONS[operation]
  if (known) return known
  const [group = '', act = ''] = operation.split('.')
  const verb = Object.keys(VERBS).find((one) => act.startsWith(one))
  const words = verb ? VERBS[verb] : act
  return `${group}\u00A0: ${words}`
}

/** 'Activité 12'. */
export function entityLabel(entity: string, id: string): string {
  const name = ENTITIES[entity] ?? entity
  return id === '' ? name : `${name} ${id}`
}

/** The figures of a row, in one line. */
export function describeAuditSummary(summary: Readonly<Record<string, unknown>>): string {
  return Object.values(summary)
    .filter((value) => value !== null && value !== '' && value !== undefined)
    .map((value) =>
      Array.isArray(value) ? value.join(', ') : typeof value === 'boolean' ? (value ? 'oui' : 'non') : String(value),
    )
    .filter((text) => text !== '')
    .join(' · ')
}
