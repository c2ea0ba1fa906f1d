import { defineErrors, detailText } from './define'

export const kernelErrors = defineErrors({
  'input.invalid': {
    kind: 'invalid',
    fr: 'Certains champs ne sont pas corrects. Chacun dit ce qui est attendu.',
  },
  'operation.unknown': { kind: 'not-found', fr: 'Cette action n’existe pas dans cette version du logiciel.' },
  'session.missing': { kind: 'unauthenticated', fr: 'La session est terminée. Identifiez-vous pour continuer.' },
  'permission.missing': { kind: 'forbidden', fr: 'Votre rôle ne permet pas cette action.' },
  'record.not-found': { kind: 'not-found', fr: 'Cet élément n’existe pas ou n’existe plus.' },
  'record.changed-meanwhile': {
    kind: 'conflict',
    fr: 'Quelqu’un a modifié cet élément entre-temps. Rechargez pour voir la version actuelle.',
  },
  'record.duplicate': { kind: 'conflict', fr: 'Cet élément existe déjà.' },
  'request.malformed': { kind: 'invalid', fr: 'La demande reçue est illisible.' },
  'request.too-large': { kind: 'invalid', fr: 'L’envoi est trop volumineux.' },
  'request.too-many': {
    kind: 'unavailable',
    fr: (details) => `Trop d’essais. Réessayez dans ${detailText(details, 'seconds', '60')} secondes.`,
  },
  'network.unreachable': {
    kind: 'unavailable',
    fr: 'Le serveur ne répond pas. Vos saisies sont gardées ; réessayez dans un instant.',
  },
  'database.busy': { kind: 'unavailable', fr: 'La base de données est occupée. Réessayez dans un instant.' },
  'job.not-found': { kind: 'not-found', fr: 'Ce traitement n’existe pas.' },
  'job.already-running': { kind: 'conflict', fr: 'Ce traitement est déjà en cours.' },
  internal: {
    kind: 'internal',
    fr: (details) =>
      `Une erreur inattendue s’est produite. Rien n’a été modifié. Référence à communiquer : ${detailText(details, 'reference', '–')}.`,
  },
})
