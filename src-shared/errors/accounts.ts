import { defineErrors, detailText } from './define'

export const accountsErrors = defineErrors({
  // One sentence for an unknown address and for a wrong password: an answer never says which accounts exist.
  'account.wrong-credentials': { kind: 'unauthenticated', fr: 'L’identifiant ou le mot de passe n’est pas le bon.' },
  'account.locked': {
    kind: 'unavailable',
    fr: (details) => `Trop d’essais. Nouvel essai possible dans ${detailText(details, 'minutes', '1')} min.`,
  },
  'account.email-taken': { kind: 'conflict', fr: 'Un agent utilise déjà cette adresse.' },
  'account.last-administrator': {
    kind: 'rule',
    fr: 'C’est le dernier administrateur\u00A0: donnez d’abord ce rôle à quelqu’un d’autre.',
  },
  'account.own-account': { kind: 'rule', fr: 'Vous ne pouvez pas désactiver votre propre compte.' },
  'account.above-your-rights': {
    kind: 'forbidden',
    fr: 'Seul un administrateur peut gérer les comptes des administrateurs, et chacun ne donne que ses propres structures.',
  },
  'account.wrong-password': { kind: 'invalid', fr: 'Le mot de passe actuel n’est pas le bon.' },
})
