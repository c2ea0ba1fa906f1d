import { defineErrors, detailText } from './define'

export const accountsErrors = defineErrors({
  // One sentence for an unknown address and for a wrong password: an answer never says which accounts exist.
  'account.wrong-credentials': { kind: 'unauthenticated', fr: 'L’identifiant ou le mot de passe n’est pas le bon.' },
  'account.locked': {
    kind: 'unavailable',
    fr: (details) =>
      `Trop d’essais. Nouvel essai possible dans ${detailText(details, 'minutes', '1')} min.`,
  },
})
