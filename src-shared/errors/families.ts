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
  'family.merged': {
    kind: 'rule',
    fr: 'Ce dossier a été réuni avec un autre, qui tient maintenant lieu des deux. Annulez la fusion pour le rouvrir.',
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
  'income.same-year': {
    kind: 'conflict',
    fr: 'Un revenu de cette année commence déjà à cette date. Retirez-le d’abord, avec son motif, ou choisissez une autre date.',
  },
  'income.dates-reversed': { kind: 'invalid', fr: 'La fin de validité précède le début.' },
  'bank.missing': { kind: 'rule', fr: 'Saisissez d’abord les coordonnées bancaires de la famille.' },
  'bank.unchanged': { kind: 'conflict', fr: 'Ces coordonnées bancaires sont déjà celles de la famille.' },
  'mandate.exists': {
    kind: 'conflict',
    fr: (details) =>
      `Un mandat est déjà en vigueur, ${detailText(details, 'reference')}. Mettez-y fin avant d’en signer un autre.`,
  },
  'mandate.future': { kind: 'invalid', fr: 'Un mandat ne se signe pas à une date à venir.' },
  'mandate.ended': { kind: 'conflict', fr: 'Ce mandat a déjà pris fin.' },
  'custody.single-family': {
    kind: 'rule',
    fr: 'Cet enfant ne vit que dans cette famille. Rattachez-le d’abord à l’autre foyer.',
  },
  'custody.since-missing': { kind: 'invalid', fr: 'Donnez un jour où l’enfant est dans cette famille.' },
  'merge.impossible': { kind: 'rule', fr: (details) => `Fusion impossible : ${detailText(details, 'why')}` },
  'merge.too-late': {
    kind: 'rule',
    fr: 'Cette fusion a plus d’un jour\u00A0: elle ne peut plus être annulée d’un geste.',
  },
  'merge.changed-since': {
    kind: 'conflict',
    fr: (details) =>
      `Ce qui a été réuni a changé depuis (${detailText(details, 'what')}) : la fusion ne peut plus être annulée sans perdre ce changement.`,
  },
  'merge.undone': { kind: 'conflict', fr: 'Cette fusion a déjà été annulée.' },
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
  'authorisation.in-the-future': { kind: 'invalid', fr: 'Une autorisation vaut à partir d’aujourd’hui au plus tard.' },
  'photo.not-a-picture': { kind: 'invalid', fr: 'Cette photo n’est pas une image JPEG ou PNG.' },
  'vaccination.dates': {
    kind: 'invalid',
    fr: 'Une injection a lieu entre la naissance et aujourd’hui, une fois par jour.',
  },
  'vaccination.twice': { kind: 'invalid', fr: 'Ce vaccin est déjà dans la fiche\u00A0: complétez ses dates.' },
  'school-year.over': { kind: 'rule', fr: 'Ce passage d’année ne peut plus être annulé\u00A0: un jour est passé.' },
  'school-year.running': {
    kind: 'conflict',
    fr: 'Un passage d’année est en cours. Attendez qu’il soit terminé.',
  },
  'school-year.unknown': { kind: 'invalid', fr: 'Choisissez l’année présente ou la suivante.' },
  'health.dates-reversed': { kind: 'invalid', fr: 'La fin précède le début.' },
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
