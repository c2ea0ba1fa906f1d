import { defineErrors, detailText } from './define'

export const pricingErrors = defineErrors({
  'tariff.incomplete': {
    kind: 'invalid',
    fr: (details) => `Ce tarif ne peut pas être enregistré. ${detailText(details, 'problems')}`,
  },
  'tariff.overlap': {
    kind: 'conflict',
    fr: (details) =>
      `«\u00A0${detailText(details, 'name')}\u00A0» couvre déjà une partie de ces dates. Donnez-lui d’abord une date de fin.`,
  },
  'tariff.in-force': {
    kind: 'rule',
    fr: 'Ce tarif a déjà servi. Donnez-lui une date de fin plutôt que de le retirer.',
  },
})
