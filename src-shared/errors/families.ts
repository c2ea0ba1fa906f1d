import { defineErrors, detailText } from './define'

export const familiesErrors = defineErrors({
  'family.last-guardian': {
    kind: 'rule',
    fr: 'Une famille garde au moins un responsable. Ajoutez-en un autre avant de retirer celui-ci.',
  },
  'family.account-holder': {
    kind: 'rule',
    fr: 'Cette personne est titulaire du compte. Désignez d’abord un autre titulaire.',
  },
  'family.archived': {
    kind: 'rule',
    fr: 'Cette famille est archivée. Réactivez-la pour modifier sa fiche.',
  },
  'family.closed': {
    kind: 'rule',
    fr: 'Le dossier de la famille est archivé\u00A0: il ne reçoit plus de demande. Adressez-vous au service pour le rouvrir.',
  },
  'family.similar': {
    kind: 'conflict',
    fr: (details) =>
      `Une famille semblable existe : ${detailText(details, 'label')}. Ouvrez-la, ou créez tout de même la nouvelle.`,
  },
  'quotient.same-date': {
    kind: 'conflict',
    fr: 'Un QF commence déjà à cette date. Retirez-le d’abord, avec son motif, ou choisissez une autre date.',
  },
  'quotient.dates-reversed': { kind: 'invalid', fr: 'La fin de validité précède le début.' },
  'child.already-linked': { kind: 'conflict', fr: 'Cet enfant fait déjà partie de la famille.' },
  'child.last-family': {
    kind: 'rule',
    fr: 'Un enfant appartient au moins à une famille. Rattachez-le d’abord à une autre.',
  },
  'child.enrolled': {
    kind: 'rule',
    fr: 'Des inscriptions sont en cours dans cette famille. Terminez-les avant de détacher l’enfant.',
  },
  'child.not-in-family': { kind: 'rule', fr: 'Cet enfant ne fait pas partie de la famille.' },
  'pickup.forbidden-may-collect': {
    kind: 'invalid',
    fr: 'Une personne interdite ne peut pas être autorisée à venir chercher l’enfant.',
  },
  'health.dates-reversed': { kind: 'invalid', fr: 'La fin du PAI précède son début.' },
  'enrolment.exists': {
    kind: 'conflict',
    fr: 'Cet enfant est déjà inscrit à cette activité pour cette famille sur cette période.',
  },
  'enrolment.wrong-group': { kind: 'invalid', fr: 'Ce groupe n’appartient pas à l’activité choisie.' },
  'enrolment.dates-reversed': { kind: 'invalid', fr: 'La fin de l’inscription précède son début.' },
  'enrolment.outside-activity': {
    kind: 'rule',
    fr: (details) =>
      `L’activité a lieu du ${detailText(details, 'from')} au ${detailText(details, 'to')}. Choisissez des dates dans cette période.`,
  },
  'enrolment.has-bookings': {
    kind: 'rule',
    fr: (details) =>
      `Il reste des réservations après cette date : ${detailText(details, 'count')}, la dernière le ${detailText(details, 'last')}. Celles qui sont facturées ou qui ont eu lieu ne peuvent être libérées : terminez l’inscription après elles.`,
  },
})
