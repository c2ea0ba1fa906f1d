import { passwordRules } from '../rules/password'
import { defineErrors, detailText, type ErrorDetails } from './define'

/** Each rule that failed, in a sentence. */
function passwordSentence(details: ErrorDetails): string {
  const failed = Array.isArray(details['rules']) ? (details['rules'] as unknown[]) : []
  const sentences = {
    length: `Il lui faut ${detailText(details, 'minLength', '8')} caractères au moins.`,
    upper: 'Il lui manque une majuscule.',
    lower: 'Il lui manque une minuscule.',
    digit: 'Il lui manque un chiffre.',
    common: 'Il est trop courant, on le devinerait.',
    personal: 'Il reprend votre nom ou votre identifiant, on le devinerait.',
  }
  return passwordRules
    .filter((rule) => failed.includes(rule))
    .map((rule) => sentences[rule])
    .join(' ')
}

export const accountsErrors = defineErrors({
  // One sentence for an unknown address and for a wrong password: an answer never says which accounts exist.
  'account.wrong-credentials': { kind: 'unauthenticated', fr: 'L’identifiant ou le mot de passe n’est pas le bon.' },
  'account.locked': {
    kind: 'unavailable',
    fr: (details) => `Trop d’essais. Nouvel essai possible dans ${detailText(details, 'minutes', '1')} min.`,
  },
  'account.code-needed': { kind: 'unauthenticated', fr: 'Tapez le code de votre application.' },
  // Not `unauthenticated`: asked again in the middle of a session, it must not end it.
  'account.wrong-code': {
    kind: 'invalid',
    fr: 'Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant.',
  },
  'account.factor-first': { kind: 'rule', fr: 'Protégez d’abord votre compte par un second code.' },
  'account.factor-exists': { kind: 'conflict', fr: 'Ce compte a déjà un second code\u00A0: retirez-le d’abord.' },
  'account.factor-not-begun': { kind: 'conflict', fr: 'Recommencez\u00A0: affichez d’abord un nouveau code QR.' },
  'account.factor-required': { kind: 'rule', fr: 'La ville demande un second code à votre rôle.' },
  'account.own-factor': { kind: 'rule', fr: 'Le vôtre se retire depuis « Sécurité de mon compte ».' },
  'account.invitation-invalid': {
    kind: 'not-found',
    fr: 'Cette invitation ne sert plus\u00A0: elle a déjà servi, elle est trop ancienne, ou une autre l’a remplacée.',
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
  'password.weak': {
    kind: 'invalid',
    fr: (details) => `Ce mot de passe ne convient pas. ${passwordSentence(details)}`,
  },
  'access.link-invalid': {
    kind: 'not-found',
    fr: 'Ce lien ne sert plus\u00A0: il a déjà servi, il est trop ancien, ou un autre l’a remplacé. Demandez-en un nouveau.',
  },
  'access.code-invalid': {
    kind: 'unauthenticated',
    fr: 'L’identifiant, le code et la date de naissance ne vont pas ensemble, ou le code ne sert plus. Vérifiez votre courrier.',
  },
  'access.provisional-ended': {
    kind: 'unauthenticated',
    fr: 'Ce mot de passe provisoire n’est plus valable. Demandez-en un autre au guichet, ou « Mot de passe oublié ».',
  },
  'access.same-password': { kind: 'invalid', fr: 'Choisissez un mot de passe différent de l’actuel.' },
  'access.same-email': { kind: 'invalid', fr: 'C’est déjà votre adresse.' },
  'access.password-first': { kind: 'rule', fr: 'Choisissez d’abord votre mot de passe.' },
  'access.completion-first': { kind: 'rule', fr: 'Terminez d’abord votre inscription.' },
  'access.registration-closed': {
    kind: 'rule',
    fr: 'Les comptes se demandent au guichet, par téléphone ou par e-mail.',
  },
  'access.account-exists': { kind: 'conflict', fr: 'Cette personne a déjà un compte.' },
  'access.no-email': {
    kind: 'rule',
    fr: 'Cette personne n’a pas d’adresse e-mail\u00A0: imprimez un courrier, ou donnez un mot de passe provisoire.',
  },
  'access.disabled': { kind: 'rule', fr: 'Ce compte est désactivé\u00A0: réactivez-le d’abord.' },
  'access.no-portal-url': {
    kind: 'rule',
    fr: 'L’adresse du portail manque\u00A0: un administrateur la donne dans Réglages, « Portail et comptes ».',
  },
  'access.registration-decided': { kind: 'conflict', fr: 'Cette demande de compte a déjà reçu une réponse.' },
  'access.registration-in-use': {
    kind: 'conflict',
    fr: 'La famille créée a déjà servi\u00A0: cette décision ne peut plus être annulée.',
  },
  'account.wrong-password': { kind: 'invalid', fr: 'Le mot de passe actuel n’est pas le bon.' },
})
