import { defineErrors, detailText } from './define'

export const organisationErrors = defineErrors({
  'town.missing': {
    kind: 'unavailable',
    fr: 'La ville n’est pas encore créée. Terminez l’installation depuis le back-office.',
  },
  'town.exists': { kind: 'conflict', fr: 'La ville existe déjà. Identifiez-vous pour continuer.' },
  'town.test-gateway-in-production': {
    kind: 'rule',
    fr: 'Le paiement d’essai est réservé à la ville de démonstration\u00A0: il ne règle aucune vraie facture.',
  },
  'mail.not-configured': { kind: 'rule', fr: 'Indiquez d’abord le serveur d’envoi et l’adresse d’expédition.' },
  'structure.code-taken': { kind: 'conflict', fr: 'Une autre structure porte déjà ce code.' },
  'structure.has-activities': {
    kind: 'rule',
    fr: (details) =>
      `Cette structure a encore des activités en cours (${detailText(details, 'names')}). Archivez-les d’abord.`,
  },
})
