import type { RequestKind } from '../../../src-shared/contract/requests'
import type { RequestDetail } from '../../../src-shared/contract/staff/requests'

/** Sentences that agents write every day: picked, then changed if need be. */
const REASONS: Partial<Record<RequestKind, readonly string[]>> = {
  booking: [
    'Il n’y a plus de place ce jour-là.',
    'Le délai est passé.',
    'Il manque un document au dossier.',
    'L’enfant n’a pas l’âge de ce groupe.',
  ],
  file: [
    'Le justificatif ne correspond pas à la demande.',
    'Cette information ne peut être changée qu’à l’accueil, avec une pièce d’identité.',
    'L’accord de l’autre responsable est nécessaire.',
  ],
  document: [
    'Le document n’est pas lisible.',
    'Ce n’est pas le document demandé.',
    'La date de validité est passée.',
    'Il manque une page.',
  ],
  registration: [
    'Vous avez déjà un compte\u00A0: utilisez « Mot de passe oublié ».',
    'Aucune famille de la commune ne correspond.',
    'La demande est incomplète.',
  ],
}
const PLACES = [
  'Il n’y a plus de place pour cette période.',
  'L’enfant n’a pas l’âge demandé.',
  'Votre adresse dépend d’un autre secteur.',
  'Le dossier est incomplet.',
] as const
const ANY = ['Le justificatif manque.', 'La demande est incomplète.'] as const

export const READY_QUESTIONS: readonly string[] = [
  'Joignez un justificatif de domicile de moins de trois mois.',
  'Le document n’est pas lisible\u00A0: envoyez-le de nouveau.',
  'Il manque une page au document.',
  'Précisez à partir de quelle date.',
]

/** The usual reasons for what is refused: those of its kind, or general ones when kinds are mixed. */
export function readyReasons(requests: readonly Pick<RequestDetail, 'kind'>[]): readonly string[] {
  const kinds = [...new Set(requests.map(({ kind }) => kind))]
  const [only] = kinds
  if (only === undefined || kinds.length > 1) return ANY
  return REASONS[only] ?? PLACES
}
