import { defineErrors } from './define'

/** Services of the State: API Particulier and FranceConnect. */
export const exchangesErrors = defineErrors({
  'lookup.off': {
    kind: 'rule',
    fr: 'La commune n’a pas de jeton API Particulier\u00A0: saisissez le QF d’après une attestation.',
  },
  'lookup.consent-missing': { kind: 'rule', fr: 'Notez d’abord l’accord de cette personne.' },
  'lookup.identity-incomplete': {
    kind: 'rule',
    fr: 'La fiche de cette personne est incomplète pour le service de l’État.',
  },
  'lookup.already-saved': { kind: 'conflict', fr: 'Ce QF a déjà été enregistré.' },
  'identity.off': { kind: 'rule', fr: 'FranceConnect n’est pas proposé ici.' },
  'identity.ticket-invalid': {
    kind: 'not-found',
    fr: 'Ce retour de FranceConnect ne sert plus. Recommencez depuis la page d’identification.',
  },
  'identity.refused': {
    kind: 'rule',
    fr: 'La mairie n’a pas reconnu cette identité. Appelez-la, ou entrez avec votre identifiant.',
  },
  'identity.already-decided': { kind: 'conflict', fr: 'Un autre agent a déjà répondu.' },
})
