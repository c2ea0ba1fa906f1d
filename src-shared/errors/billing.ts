import { defineErrors, detailText } from './define'

export const billingErrors = defineErrors({
  'billing.run-open': {
    kind: 'conflict',
    fr: (details) =>
      `La facturation de ${detailText(details, 'month', 'un autre mois')} n’est pas terminée. Émettez-la ou abandonnez-la avant d’en commencer une autre.`,
  },
  'billing.run-issued': { kind: 'conflict', fr: 'Cette facturation est déjà émise : elle ne change plus.' },
  'billing.run-issuing': { kind: 'conflict', fr: 'L’émission est en cours. Attendez qu’elle soit terminée.' },
  'billing.run-not-issued': { kind: 'rule', fr: 'Ces factures ne sont pas émises : il n’y a rien à publier.' },
  'billing.draft-missing': {
    kind: 'rule',
    fr: 'Le brouillon n’est pas calculé, ou ne l’est plus. Recalculez-le avant d’émettre.',
  },
  'billing.nothing-to-issue': {
    kind: 'rule',
    fr: 'Aucune facture ne peut être émise : décidez d’abord des anomalies bloquantes.',
  },
  'billing.month-ahead': {
    kind: 'rule',
    fr: 'Ce mois n’est pas commencé : il n’y a rien à facturer.',
  },
  'billing.due-date-past': { kind: 'rule', fr: 'L’échéance ne peut pas être avant le jour de l’émission.' },
  'billing.whole-town': {
    kind: 'forbidden',
    fr: 'La facturation porte sur toutes les structures : demandez à une personne qui les gère toutes.',
  },
  'invoice.cancelled': { kind: 'conflict', fr: 'Cette facture est déjà annulée par un avoir.' },
  'invoice.not-cancellable': { kind: 'rule', fr: 'Un avoir ne s’annule pas : refacturez les prestations.' },
})
