import { defineErrors, detailText } from './define'

export const syncErrors = defineErrors({
  'sync.protocol-mismatch': {
    kind: 'conflict',
    fr: (details) =>
      `Le bureau et le portail n’ont pas la même version de l’échange (bureau\u00A0: ${detailText(details, 'desk', '?')}, portail\u00A0: ${detailText(details, 'portal', '?')}). Mettez à jour le plus ancien. Rien n’est perdu\u00A0: l’échange reprendra.`,
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
    fr: 'L’adresse doit commencer par https:// (http:// seulement pour un portail sur ce poste).',
  },
  'sync.other-desk': {
    kind: 'conflict',
    fr: 'Ce portail contient les données d’un autre bureau. Démarrez-le avec un dossier de données vide (--data), puis refaites l’appairage.',
  },
  'sync.not-connected': {
    kind: 'unavailable',
    fr: 'Ce portail n’est pas encore relié à la mairie. Revenez un peu plus tard.',
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
      `Le document «\u00A0${detailText(details, 'key')}\u00A0» reçu du bureau n’est pas conforme. Il n’a pas été pris.`,
  },
})
