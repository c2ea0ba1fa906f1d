import { plural } from '../format/text'
import { defineErrors, detailText } from './define'

const count = (details: Record<string, unknown>, key: string) => Number(detailText(details, key, '0'))

export const activitiesErrors = defineErrors({
  'activity.wrong-period': { kind: 'invalid', fr: 'La fin vient avant le début.' },
  'activity.wrong-ages': { kind: 'invalid', fr: 'L’âge le plus grand vient avant le plus petit.' },
  'activity.wrong-hours': { kind: 'invalid', fr: 'Un créneau finit avant de commencer.' },
  'activity.wrong-deadline': { kind: 'invalid', fr: 'Ce délai ne laisse aucun jour qui compte.' },
  'activity.payment-not-yet': {
    kind: 'invalid',
    fr: 'Le paiement à la réservation arrive avec le panier du portail. Choisissez une autre validation.',
  },
  'activity.same-names': { kind: 'invalid', fr: 'Deux groupes, ou deux créneaux, portent le même nom.' },
  'activity.part-in-use': {
    kind: 'rule',
    fr: (details) =>
      `«\u00A0${detailText(details, 'name')}\u00A0» ne peut pas être retiré\u00A0: des enfants y sont inscrits ou y ont été réservés, ou un tarif en dépend.`,
  },
  'activity.period-holds-bookings': {
    kind: 'rule',
    fr: (details) =>
      `${plural(count(details, 'bookings'), 'réservation tombe', 'réservations tombent')} hors de la nouvelle période. Déplacez-les ou gardez ces dates.`,
  },
  'opening.holds-bookings': {
    kind: 'rule',
    fr: (details) =>
      `${plural(count(details, 'heldCount'), 'ouverture porte', 'ouvertures portent')} des réservations. Rien n’a été modifié.`,
  },
  'opening.outside-activity': {
    kind: 'invalid',
    fr: 'Ces dates, ces groupes ou ces créneaux ne sont pas ceux de l’activité.',
  },
  'closure.holds-bookings': {
    kind: 'rule',
    fr: (details) =>
      `${plural(count(details, 'bookings'), 'réservation existe', 'réservations existent')} ces jours-là (${detailText(details, 'days')}). Annulez-les d’abord depuis le planning.`,
  },
})
