import { defineErrors, detailText } from './define'

export const paymentsErrors = defineErrors({
  'payment.future-date': { kind: 'invalid', fr: 'Un règlement ne peut pas être reçu dans le futur.' },
  'payment.invoice-not-due': {
    kind: 'rule',
    fr: 'Cette facture n’est plus à régler. La liste a été rafraîchie : vérifiez la ventilation.',
  },
  'payment.allocation-too-large': {
    kind: 'rule',
    fr: (details) =>
      `La part affectée à la facture ${detailText(details, 'reference')} dépasse ce qu’il en reste à payer. Vérifiez la ventilation.`,
  },
  'payment.allocations-exceed-amount': {
    kind: 'invalid',
    fr: 'La somme affectée aux factures dépasse le montant du règlement.',
  },
  'payment.already-cancelled': { kind: 'conflict', fr: 'Ce règlement est déjà annulé.' },
  'payment.no-credit': { kind: 'rule', fr: 'Cette famille n’a pas d’avance à affecter, ou plus de facture à régler.' },
  'payment.online-unavailable': {
    kind: 'rule',
    fr: 'Le paiement en ligne n’est pas ouvert. Les autres moyens de payer sont écrits sur la facture.',
  },
  'payment.direct-debit': {
    kind: 'rule',
    fr: 'Cette facture sera prélevée sur votre compte. Il n’y a rien à payer : vous ne paierez pas deux fois.',
  },
  'payment.attempt-pending': {
    kind: 'conflict',
    fr: 'Un paiement est déjà commencé pour cette facture. Terminez-le, ou attendez sa fin avant d’en commencer un autre.',
  },
  'payment.attempt-differs': {
    kind: 'conflict',
    fr: 'Ce paiement a déjà servi pour d’autres factures. Revenez à vos factures et recommencez.',
  },
  'payment.gateway-unreachable': {
    kind: 'unavailable',
    fr: 'Le service de paiement ne répond pas. Rien n’a été débité. Réessayez dans quelques minutes.',
  },
  'payment.test-in-production': {
    kind: 'forbidden',
    fr: 'Un paiement de test ne règle jamais la facture d’une ville en service.',
  },
  'payment.statement-dates': {
    kind: 'invalid',
    fr: 'Les dates du relevé ne conviennent pas : la première vient avant la seconde, et pas après aujourd’hui.',
  },
  'payment.notification-refused': {
    kind: 'forbidden',
    fr: 'Cette notification de paiement n’est pas signée par le service.',
  },
  'payment.notification-mismatch': {
    kind: 'conflict',
    fr: 'Le montant ou la référence annoncés par le service de paiement ne sont pas ceux du paiement commencé.',
  },
})
