import { formatDate } from '../../../src-shared/format/date'
import type { Dossier } from './store-pre-enrolments'

/** What families read of the answer to a place that they asked for. */

export const dossierName = ({
  firstName,
  lastName,
  expectedBirth,
}: Pick<Dossier, 'firstName' | 'lastName' | 'expectedBirth'>) =>
  firstName === '' && expectedBirth !== null
    ? `Enfant ${lastName}, attendu le ${formatDate(expectedBirth)}`
    : `${firstName} ${lastName}`

const rankWords = (rank: number) => (rank === 1 ? 'première' : `${rank}e`)

export function answerMail(dossier: Dossier, structureName: string): { subject: string; body: string } | null {
  const name = dossierName(dossier)
  const what = dossier.kind === 'school' ? 'Préinscription scolaire' : 'Préinscription en crèche'
  switch (dossier.status) {
    case 'admitted':
      return {
        subject: `${what}\u00A0: place accordée`,
        body: `Une place est accordée à ${name}\u00A0: ${structureName}${
          dossier.admittedFrom === null ? '' : `, à partir du ${formatDate(dossier.admittedFrom)}`
        }.`,
      }
    case 'waiting':
      return {
        subject: `${what}\u00A0: en liste d’attente`,
        body: `La demande pour ${name} est en liste d’attente${
          dossier.rank === null ? '' : `, à la ${rankWords(dossier.rank)} place`
        }. Nous vous écrirons dès qu’une place se libère.`,
      }
    case 'refused':
      return {
        subject: `${what}\u00A0: demande refusée`,
        body: `La demande pour ${name} ne peut pas être satisfaite.\n\nMotif\u00A0: ${dossier.reason}`,
      }
    default:
      return null
  }
}
