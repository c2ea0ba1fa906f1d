import type { ItemOutcome } from '../../../src-shared/contract/requests'
import { errorLabel } from '../../../src-shared/errors'
import { formatDayMonth, formatInstant } from '../../../src-shared/format/date'
import { formatEuros } from '../../../src-shared/format/money'
import type { Instant } from '../../../src-shared/kernel/instant'
import { cents } from '../../../src-shared/kernel/money'
import type { Ctx } from '../../kernel/context'
import { emailFamily } from '../messaging'
import { readTown } from '../organisation'
import { isBooking, moduleOf } from './kinds'
import { familyOf, type RequestRecord } from './record'
import { itemNames, summarise, type NameItem } from './wording'

/** Queues the answer to a family: what was done of each day or value, and why what was refused was. */
export async function tellResult(
  ctx: Ctx,
  request: RequestRecord,
  dedupeKey: string,
  sendAfter?: Instant,
): Promise<void> {
  const module = isBooking(request) ? null : moduleOf(request.kind)
  if (module?.tell) return module.tell(ctx, request, dedupeKey)
  const town = await readTown(ctx)
  const site = { name: town.name, url: town.settings.portal.publicUrl }
  const nameOf = await itemNames(ctx, request.outcome.items)
  const { title } = isBooking(request) ? summarise(request.outcome.items, nameOf) : { title: titleOf(request) }
  await emailFamily(ctx, {
    dedupeKey,
    kind: 'request-result',
    familyId: familyOf(request),
    subject: `${subjectWords[request.status]}\u00A0: ${title}`,
    text: module
      ? otherText(request, (await module.mail?.(ctx, request)) ?? (await valuesText(ctx, request)), site)
      : resultText(request, nameOf, site),
    ...(sendAfter ? { sendAfter } : {}),
  })
}

/** Queues what the office asks in addition. */
export async function tellQuestion(
  ctx: Ctx,
  request: RequestRecord,
  question: string,
  dedupeKey: string,
  sendAfter: Instant,
): Promise<void> {
  const { name, settings } = await readTown(ctx)
  await emailFamily(ctx, {
    ...{ dedupeKey, kind: 'request-result', familyId: familyOf(request), sendAfter },
    subject: `${subjectWords['needs-more']}\u00A0: ${titleOf(request)}`,
    text: [
      'Bonjour,',
      `Pour répondre à votre demande du ${formatInstant(request.submittedAt)}, «\u00A0${titleOf(request)}\u00A0», il nous manque quelque chose.`,
      question,
      settings.portal.publicUrl === ''
        ? 'Complétez votre demande sur le portail Famille, dans «\u00A0Mes demandes\u00A0».'
        : `Complétez votre demande dans «\u00A0Mes demandes\u00A0»\u00A0: ${settings.portal.publicUrl}`,
      name,
    ].join('\n\n'),
  })
}

const titleOf = ({ title, about }: RequestRecord) => (about === '' ? title : `${title}, ${about}`)

async function valuesText(ctx: Ctx, request: RequestRecord): Promise<string[]> {
  const { values } = await moduleOf(request.kind).view(ctx, request)
  const lines = values.filter(({ after }) => after !== '').map(({ label, after }) => `– ${label}\u00A0: ${after}`)
  return lines.length === 0 ? [] : [lines.join('\n')]
}

function otherText(request: RequestRecord, paragraphs: readonly string[], town: { name: string; url: string }): string {
  const { submittedAt, reason } = request
  return [
    'Bonjour,',
    `Voici la réponse à votre demande du ${formatInstant(submittedAt)}\u00A0: ${answerWords[request.status]}.`,
    titleOf(request),
    ...(reason === '' ? [] : [`Motif du refus\u00A0: ${reason}`]),
    ...paragraphs,
    ...(town.url === '' ? [] : [`Vos demandes\u00A0: ${town.url}`]),
    town.name,
  ].join('\n\n')
}

const subjectWords: Record<RequestRecord['status'], string> = {
  pending: 'Demande reçue',
  'needs-more': 'Demande à compléter',
  accepted: 'Demande acceptée',
  'partly-accepted': 'Demande acceptée en partie',
  refused: 'Demande refusée',
  withdrawn: 'Demande retirée',
}

const answerWords: Record<RequestRecord['status'], string> = {
  pending: 'elle est reçue',
  'needs-more': 'elle est à compléter',
  accepted: 'elle est acceptée',
  'partly-accepted': 'elle est acceptée en partie',
  refused: 'elle est refusée',
  withdrawn: 'elle est retirée',
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
