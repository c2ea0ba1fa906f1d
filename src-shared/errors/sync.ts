import { defineErrors, detailText } from './define'

export const syncErrors = defineErrors({
  'sync.protocol-mismatch': {
    kind: 'conflict',
    fr: (details) =>
      `Les deux côtés n’ont pas la même version de l’échange (${detailText(details, 'theirs', '?')} ici, ${detailText(details, 'ours', '?')} en face). Mettez à jour le plus ancien. Rien n’est perdu : l’échange reprendra.`,
  },
  'sync.not-paired': {
    kind: 'unauthenticated',
    fr: 'Cet appairage n’est pas reconnu, ou il a été révoqué. Refaites l’appairage avec un nouveau code.',
  },
  'sync.wrong-code': {
    kind: 'forbidden',
    fr: 'Ce code d’appairage n’est pas valable. Un code sert une fois, pendant 15 minutes.',
  },
  'sync.insecure-address': {
    kind: 'invalid',
    fr: 'L’adresse doit commencer par https:// (http:// seulement sur ce poste).',
  },
  'sync.unreachable': {
    kind: 'unavailable',
    fr: (details) =>
      `L’autre côté ne répond pas (${detailText(details, 'reason', 'réseau')}). Nouvel essai automatique.`,
  },
  'sync.unreadable': {
    kind: 'invalid',
    fr: 'La réponse reçue de l’autre côté n’est pas comprise. Rien n’a été modifié.',
  },
  'sync.document-later': {
    kind: 'unavailable',
    fr: 'Ce document est préparé par la mairie, qui ne répond pas en ce moment. Il pourra être ouvert plus tard.',
  },
  'sync.view-unreadable': {
    kind: 'invalid',
    fr: (details) =>
      `Le document « ${detailText(details, 'key')} » reçu du bureau n’est pas conforme. Il n’a pas été pris.`,
  },
})
