import { formatMonth } from '../../../src-shared/format/date'
import { NBSP } from '../../../src-shared/format/number'
import type { Ctx } from '../../kernel/context'
import { emailFamily } from '../messaging'
import { readTown } from '../organisation'
import { requireRun } from './runs'

/** Writes to the families that pay the maximum tariff for want of a quotient, once a run; names those nobody can write to. */
export async function askQuotients(ctx: Ctx, runId: number) {
  const run = await requireRun(ctx, runId)
  const town = await readTown(ctx)
  const asked = run.findings.found.filter(({ kind }) => kind === 'no-quotient')
  const month = formatMonth(run.period)
  const text = [
    'Bonjour,',
    '',
    `Nous n’avons pas de quotient familial à jour pour votre famille. Sans lui, le tarif maximal s’applique à la facture de ${month}.`,
    '',
    `Envoyez-nous votre attestation de la Caf ou de la MSA par votre espace famille, ou en répondant à ce message${NBSP}: vos prochaines prestations seront calculées avec votre quotient.`,
    '',
    town.name,
  ].join('\n')
  let emails = 0
  const unreachable: string[] = []
  for (const { familyId, familyName } of asked) {
    if (familyId === null) continue
    const message = { dedupeKey: `quotient/${runId}/${familyId}`, kind: 'quotient', familyId, text }
    const written = await emailFamily(ctx, { ...message, subject: 'Votre quotient familial' })
    emails += written
    if (written === 0) unreachable.push(familyName)
  }
  return { families: asked.length, emails, unreachable }
}
