import type { ItemOutcome } from '../../../src-shared/contract/requests'
import { errorLabel } from '../../../src-shared/errors'
import { formatDayMonth, formatInstant } from '../../../src-shared/format/date'
import { formatEuros } from '../../../src-shared/format/money'
import type { Instant } from '../../../src-shared/kernel/instant'
import { cents } from '../../../src-shared/kernel/money'
import type { Ctx } from '../../kernel/context'
import { emailFamily } from '../messaging'
import { readTown } from '../organisation'
import type { RequestRecord } from './store'
import { itemNames, summarise, type NameItem } from './wording'

/** Queues the answer to a family: what was done of each day, what it costs, until when it can be undone. */
export async function tellResult(
  ctx: Ctx,
  request: RequestRecord,
  dedupeKey: string,
  sendAfter?: Instant,
): Promise<void> {
  const { items } = request.outcome
  const nameOf = await itemNames(ctx, items)
  const town = await readTown(ctx)
  const { title } = summarise(items, nameOf)
  await emailFamily(ctx, {
    dedupeKey,
    kind: 'request-result',
    familyId: request.familyId,
    subject: `${subjectWords[request.status]}\u00A0: ${title}`,
    text: resultText(request, nameOf, { name: town.name, url: town.settings.portal.publicUrl }),
    ...(sendAfter ? { sendAfter } : {}),
  })
}

const subjectWords = {
  pending: 'Demande reçue',
  accepted: 'Demande acceptée',
  'partly-accepted': 'Demande acceptée en partie',
  refused: 'Demande refusée',
  withdrawn: 'Demande retirée',
}

const sections: { outcome: ItemOutcome['outcome']; heading: string }[] = [
  { outcome: 'booked', heading: 'Réservé' },
  { outcome: 'awaiting-payment', heading: 'En attente de votre paiement' },
  { outcome: 'waiting', heading: 'En liste d’attente' },
  { outcome: 'cancelled', heading: 'Annulé sans frais' },
  { outcome: 'absent-excused', heading: 'Absence excusée, non facturée' },
  { outcome: 'requested', heading: 'En attente d’une réponse' },
  { outcome: 'cancellation-requested', heading: 'Annulation en attente d’une réponse' },
  { outcome: 'absence-requested', heading: 'Absence en attente d’une réponse' },
  { outcome: 'unchanged', heading: 'Inchangé' },
  { outcome: 'refused', heading: 'Refusé' },
]

/** The e-mail, in plain words. */
export function resultText(request: RequestRecord, nameOf: NameItem, town: { name: string; url: string }): string {
  const { outcome, submittedAt, reason } = request
  const blocks = sections.flatMap(({ outcome: wanted, heading }) => {
    const items = outcome.items.filter((one) => one.outcome === wanted)
    return items.length === 0 ? [] : [`${heading}\u00A0:\n${linesOf(items, nameOf).join('\n')}`]
  })
  const booked = outcome.items.filter(({ outcome: of }) => of === 'booked' || of === 'awaiting-payment')
  const total = booked.reduce((sum, { amountCents }) => sum + (amountCents ?? 0), 0)
  return [
    'Bonjour,',
    `Voici la réponse à votre demande du ${formatInstant(submittedAt)}.`,
    ...(reason === '' ? [] : [`Motif du refus\u00A0: ${reason}`]),
    ...blocks,
    ...(total > 0 ? [`Total réservé\u00A0: ${formatEuros(cents(total))}.`] : []),
    ...(town.url === '' ? [] : [`Votre calendrier\u00A0: ${town.url}`]),
    town.name,
  ].join('\n\n')
}

function linesOf(items: readonly ItemOutcome[], nameOf: NameItem): string[] {
  return items
    .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
    .map((one) => {
      const { childName, activityName, slotName } = nameOf(one)
      return `– ${childName}, ${formatDayMonth(one.date)}, ${activityName}, ${slotName}${ending(one)}`
    })
}

function ending({ outcome, amountCents, deadline, late, rank, refusal }: ItemOutcome): string {
  const parts: string[] = []
  if (outcome === 'refused' && refusal) return `\u00A0: ${errorLabel(refusal.code, refusal.details)}`
  if (rank) parts.push(rank === 1 ? '1er rang' : `${rank}e rang`)
  const hasPrice =
    outcome === 'booked' || outcome === 'awaiting-payment' || outcome === 'waiting' || outcome === 'requested'
  if (hasPrice && amountCents !== null)
    parts.push(`${formatEuros(cents(amountCents))}${late ? ', majoration hors délai comprise' : ''}`)
  if (outcome === 'booked' && deadline === null) parts.push('annulable sans limite')
  if (outcome === 'booked' && deadline) parts.push(`annulable avant le ${formatInstant(deadline)}`)
  return parts.length === 0 ? '' : `\u00A0: ${parts.join(', ')}`
}
