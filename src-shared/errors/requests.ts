import { formatInstant } from '../format/date'
import { isInstant } from '../kernel/instant'
import { defineErrors, detailText } from './define'

export const requestsErrors = defineErrors({
  'request.already-decided': {
    kind: 'conflict',
    fr: (details) => {
      const by = detailText(details, 'decidedBy')
      const at = detailText(details, 'decidedAt')
      if (detailText(details, 'status') === 'withdrawn') return 'La famille a retiré cette demande.'
      const who = by === '' ? '' : ` par ${by}`
      return `Cette demande a déjà été décidée${who}${isInstant(at) ? ` (${formatInstant(at)})` : ''}.`
    },
  },
  'request.reason-required': {
    kind: 'invalid',
    fr: 'Un refus dit son motif\u00A0: la famille le lira.',
  },
  'request.refused': { kind: 'rule', fr: (details) => detailText(details, 'reason', 'Demande refusée.') },
  'request.id-reused': { kind: 'conflict', fr: 'Cet envoi porte le numéro d’une autre demande. Recommencez.' },
  'request.not-pending': { kind: 'conflict', fr: 'Cette demande n’attend plus de réponse.' },
  'request.undo-too-late': {
    kind: 'rule',
    fr: 'La minute pour annuler est passée\u00A0: la famille a été prévenue.',
  },
  'request.undo-impossible': {
    kind: 'conflict',
    fr: 'Le planning ou la fiche a changé depuis\u00A0: cette décision ne peut plus être annulée d’un geste.',
  },
  'request.conflict': {
    kind: 'conflict',
    fr: 'La fiche a changé depuis l’envoi. Ouvrez la demande et choisissez ligne par ligne ce que vous acceptez.',
  },
  'request.choice-missing': { kind: 'invalid', fr: 'Choisissez d’abord ce que l’acceptation doit faire.' },
  'request.decision-impossible': { kind: 'invalid', fr: 'Cette demande ne se décide pas de cette façon.' },
  'request.kind-unknown': { kind: 'not-found', fr: 'Ce type de demande n’existe pas dans cette version du logiciel.' },
  'request.target-gone': {
    kind: 'conflict',
    fr: 'La fiche à modifier n’existe plus. Refusez la demande avec son motif\u00A0: la famille pourra la refaire.',
  },
  'request.action-impossible': { kind: 'invalid', fr: 'Cette partie de la fiche ne se modifie pas de cette façon.' },
  'request.nothing-asked': { kind: 'invalid', fr: 'Rien n’est changé\u00A0: il n’y a rien à envoyer.' },
  'request.nothing-added': {
    kind: 'invalid',
    fr: 'Ajoutez une réponse, une valeur ou un document avant d’envoyer.',
  },
})
