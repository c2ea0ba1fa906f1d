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
    fr: 'Le planning a changé depuis\u00A0: cette décision ne peut plus être annulée d’un geste. Corrigez-la dans le planning.',
  },
})
