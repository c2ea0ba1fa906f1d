import { defineErrors, detailText } from './define'

export const registrationErrors = defineErrors({
  'registration.access-limited': {
    kind: 'rule',
    fr: 'Complétez d’abord votre dossier d’inscription\u00A0: le reste du portail s’ouvrira aussitôt.',
  },
  'registration.not-open': {
    kind: 'rule',
    fr: (details) => `Le dossier de l’année ${detailText(details, 'year')} n’est pas encore ouvert.`,
  },
  'registration.unknown-section': { kind: 'invalid', fr: 'Cette partie n’existe plus dans le dossier. Relisez-le.' },
  'registration.reason-required': { kind: 'invalid', fr: 'Dites pourquoi le dossier est dispensé d’être complet.' },
  'registration.years-twice': { kind: 'invalid', fr: 'Une même année scolaire figure deux fois.' },
  'registration.due-before-opening': { kind: 'invalid', fr: 'La date limite précède l’ouverture.' },
  'registration.nobody-to-write': {
    kind: 'rule',
    fr: 'Aucune de ces familles n’a de dossier à compléter.',
  },
  'enrolment.closed': {
    kind: 'rule',
    fr: 'Cette activité ne se demande pas sur le portail. Adressez-vous au service.',
  },
  'enrolment.mode-not-offered': {
    kind: 'rule',
    fr: (details) =>
      detailText(details, 'mode') === 'regular'
        ? 'Cette activité se réserve au jour le jour\u00A0: choisissez «\u00A0Occasionnelle\u00A0».'
        : 'Cette activité se choisit pour l’année\u00A0: choisissez «\u00A0Régulière\u00A0».',
  },
  'enrolment.no-group': {
    kind: 'rule',
    fr: 'Aucun groupe de l’activité ne reçoit la classe de cet enfant.',
  },
  'enrolment.not-eligible': { kind: 'rule', fr: (details) => detailText(details, 'rule') },
  'enrolment.wrong-week': { kind: 'invalid', fr: 'Un des jours choisis n’est pas ouvert dans cette activité.' },
  'pre-enrolment.exists': {
    kind: 'conflict',
    fr: 'Une demande de place est déjà en cours pour cet enfant.',
  },
  'pre-enrolment.wrong-place': { kind: 'invalid', fr: 'Un des établissements choisis ne reçoit pas cette demande.' },
  'pre-enrolment.closed-year': {
    kind: 'rule',
    fr: (details) => `Les préinscriptions pour ${detailText(details, 'year')} ne sont pas ouvertes.`,
  },
  'pre-enrolment.too-young': { kind: 'rule', fr: 'L’enfant aura moins de deux ans à la rentrée demandée.' },
  'pre-enrolment.start-before-birth': { kind: 'invalid', fr: 'L’accueil souhaité commence avant la naissance.' },
  'pre-enrolment.committee-past': { kind: 'invalid', fr: 'La date de la commission est passée.' },
  'pre-enrolment.not-born': {
    kind: 'invalid',
    fr: 'Indiquez le prénom et la date de naissance de l’enfant\u00A0: il était attendu quand la place a été demandée.',
  },
  'pre-enrolment.group-required': { kind: 'invalid', fr: 'Choisissez l’activité et le groupe qui reçoivent l’enfant.' },
  'pre-enrolment.already-applied': {
    kind: 'rule',
    fr: 'L’enfant est déjà inscrit par cette admission. Changez son école ou terminez son inscription depuis sa fiche.',
  },
  'pre-enrolment.nobody-that-day': { kind: 'not-found', fr: 'Aucun dossier n’est inscrit à cette commission.' },
  'pre-enrolment.order-changed': {
    kind: 'conflict',
    fr: 'La liste d’attente a changé entre-temps. Rechargez-la, puis ordonnez-la.',
  },
})
