import { defineErrors, detailText } from './define'

const megabytes = (bytes: unknown) => Math.round(Number(bytes) / (1024 * 1024))

export const documentsErrors = defineErrors({
  'upload.too-large': {
    kind: 'invalid',
    fr: (details) =>
      `Ce fichier est trop lourd\u00A0: ${megabytes(details['limit'])}\u00A0Mo au plus. Prenez une photo moins grande, ou envoyez le document en plusieurs fois.`,
  },
  'upload.empty': { kind: 'invalid', fr: 'Ce fichier est vide. Choisissez-en un autre.' },
  'upload.type-refused': {
    kind: 'invalid',
    fr: 'Ce fichier n’est ni un PDF, ni une photo JPEG ou PNG. Enregistrez-le en PDF, ou photographiez le document.',
  },
  'upload.heic': {
    kind: 'invalid',
    fr: 'Les photos HEIC ne peuvent pas être lues ici. Sur un iPhone\u00A0: Réglages › Appareil photo › Formats › « Le plus compatible », puis reprenez la photo. Ou envoyez-en une capture d’écran.',
  },
  'upload.executable': { kind: 'invalid', fr: 'Ce fichier est un programme, pas un document. Il n’a pas été gardé.' },
  'upload.truncated': {
    kind: 'invalid',
    fr: 'Ce fichier est incomplet\u00A0: sa fin manque. Ouvrez-le sur votre appareil pour le vérifier, puis renvoyez-le.',
  },
  'upload.picture-too-large': {
    kind: 'invalid',
    fr: (details) =>
      `Cette image annonce ${detailText(details, 'width')} × ${detailText(details, 'height')} points\u00A0: c’est trop pour un document. Réduisez-la, ou reprenez la photo.`,
  },
  'upload.unreadable': {
    kind: 'invalid',
    fr: 'Ce fichier est abîmé\u00A0: il ne peut pas être lu. Envoyez-en un autre.',
  },
  'upload.interrupted': {
    kind: 'unavailable',
    fr: 'L’envoi s’est interrompu. Vérifiez votre connexion\u00A0: il reprendra du début.',
  },
  'upload.id-reused': { kind: 'conflict', fr: 'Cet envoi porte le numéro d’un autre fichier. Recommencez.' },
  'upload.missing': {
    kind: 'invalid',
    fr: 'Le fichier n’est pas arrivé, ou il a été gardé plus d’un jour sans être joint. Choisissez-le de nouveau.',
  },
  'upload.stays-in-office': {
    kind: 'rule',
    fr: 'Ce document de santé reste à la mairie\u00A0: il ne s’ouvre pas depuis le portail. Demandez-le à l’accueil.',
  },
  'upload.too-many': {
    kind: 'rule',
    fr: 'Trop de fichiers attendent d’être joints. Terminez vos envois, ou réessayez demain.',
  },
  'document.type-archived': { kind: 'rule', fr: 'Cette pièce n’est plus demandée.' },
  'document.wrong-owner': { kind: 'invalid', fr: 'Choisissez la personne que ce document concerne.' },
  'document.dates-reversed': { kind: 'invalid', fr: 'La fin de validité précède son début.' },
  'document.not-valid': { kind: 'conflict', fr: 'Ce document n’est plus accepté. Rechargez la page.' },
  'document.activities-needed': { kind: 'invalid', fr: 'Choisissez au moins une activité qui demande cette pièce.' },
  'rules.pdf-only': {
    kind: 'invalid',
    fr: 'Un règlement se publie en PDF\u00A0: c’est ce texte figé que les familles acceptent.',
  },
  'rules.edition-changed': {
    kind: 'conflict',
    fr: 'Une nouvelle version du règlement vient d’être publiée. Relisez-la avant de l’accepter.',
  },
  'rules.ended': { kind: 'rule', fr: 'Ce règlement n’est plus en vigueur.' },
  'consent.wrong-person': { kind: 'invalid', fr: 'Seul un responsable de l’enfant peut répondre.' },
})
