import { formatInstant } from '../format/date'
import { isInstant } from '../kernel/instant'
import { defineErrors, detailText, type ErrorDetails } from './define'

/** ' depuis le mardi 8 décembre à 10 h 00', or nothing when the moment is not known. */
function since(details: ErrorDetails): string {
  const deadline = detailText(details, 'deadline')
  return isInstant(deadline) ? ` depuis le ${formatInstant(deadline)}` : ''
}

export const bookingsErrors = defineErrors({
  'booking.too-late': { kind: 'rule', fr: (details) => `Le délai de réservation est passé${since(details)}.` },
  'booking.cancel-too-late': { kind: 'rule', fr: (details) => `Le délai d’annulation est passé${since(details)}.` },
  'booking.cancel-forbidden': {
    kind: 'rule',
    fr: 'Cette activité n’accepte pas d’annulation. Vous pouvez déclarer une absence.',
  },
  'booking.full': { kind: 'rule', fr: 'Il n’y a plus de place ce jour-là.' },
  'booking.offer-over': {
    kind: 'rule',
    fr: 'Le délai pour répondre à cette place est passé : elle a été proposée à la famille suivante.',
  },
  'contract.wrong-period': { kind: 'invalid', fr: 'La fin vient avant le début.' },
  'contract.outside-enrolment': {
    kind: 'rule',
    fr: 'L’inscription ne couvre pas toute la période. Prolongez-la d’abord.',
  },
  'contract.wrong-week': {
    kind: 'invalid',
    fr: 'La semaine demande deux fois le même créneau, ou des heures qui finissent avant de commencer.',
  },
  'contract.overlaps': {
    kind: 'rule',
    fr: 'Un contrat couvre déjà une partie de cette période : faites un avenant, ou changez les dates.',
  },
  'contract.wrong-amendment': { kind: 'rule', fr: 'Un avenant commence après le contrat qu’il remplace.' },
  'cancellation.too-long': {
    kind: 'invalid',
    fr: (details) => `La période dépasse ${detailText(details, 'days')} jours : annulez en plusieurs fois.`,
  },
  'cancellation.told': {
    kind: 'rule',
    fr: 'Des familles ont déjà été prévenues : rouvrez les jours et laissez-les réserver à nouveau.',
  },
  'cancellation.place-taken': {
    kind: 'rule',
    fr: 'Une place a déjà été donnée, ou une réservation a changé depuis : on ne peut plus tout remettre d’un geste.',
  },
  'booking.closed': { kind: 'rule', fr: 'L’activité est fermée ce jour-là.' },
  'booking.past': { kind: 'rule', fr: 'Ce jour est passé.' },
  'booking.blocked': {
    kind: 'rule',
    fr: (details) =>
      `${detailText(details, 'rule', 'Une règle empêche cette réservation.')} ${detailText(details, 'whatToDo')}`.trim(),
  },
  'booking.not-booked': { kind: 'rule', fr: 'Rien n’est réservé ce jour-là.' },
  'booking.attended': {
    kind: 'rule',
    fr: 'La présence ou l’absence de ce jour est déjà enregistrée. Adressez-vous à la structure.',
  },
  'booking.invoiced': { kind: 'rule', fr: 'Ce jour est déjà facturé. Adressez-vous au service de la facturation.' },
  'attendance.nobody-expected': {
    kind: 'not-found',
    fr: 'Personne n’est attendu ces jours-là : il n’y a rien à imprimer.',
  },
  'booking.undo-too-late': {
    kind: 'rule',
    fr: 'Il est trop tard pour revenir en arrière d’un geste. Corrigez la case elle-même.',
  },
  'booking.step-forbidden': { kind: 'rule', fr: 'Cette réservation ne peut pas passer à cet état.' },
})
