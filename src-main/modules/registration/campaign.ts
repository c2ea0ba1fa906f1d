import { z } from 'zod'
import { zSchoolYear } from '../../../src-shared/contract/registration'
import { formatDate, formatInstant } from '../../../src-shared/format/date'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { SchoolYear } from '../../../src-shared/kernel/school-year'
import type { Ctx, StaffCtx } from '../../kernel/context'
import { startJob, type JobDefinition } from '../../kernel/jobs'
import { emailFamily } from '../messaging'
import { readTown } from '../organisation'
import { readFiles, type KnownFile } from './facts'
import { fileFor } from './store'
import { linesOf, registrationChanged, registrationStatus } from './yearly-file'
import { dueOnOf } from './years'

const jobKind = 'registration.send'
const familiesAtOnce = 20
const zParams = z.object({ year: zSchoolYear, familyIds: z.array(z.number().int()), message: z.string() })
const zCursor = z.object({ next: z.number().int(), written: z.number().int() })

interface Campaign {
  year: SchoolYear
  /** Null = every family whose file is not complete. */
  familyIds: readonly number[] | null
  message: string
}

/** Asks families to fill in their file; those whose file is complete are left in peace. */
export async function startCampaign(ctx: StaffCtx, { year, familyIds, message }: Campaign) {
  const wanted = familyIds === null ? null : new Set(familyIds)
  const targets = (await linesOf(ctx, year, ''))
    .filter(({ complete, familyId }) => !complete && (wanted === null || wanted.has(familyId)))
    .map(({ familyId }) => familyId)
  if (targets.length === 0) refuse('registration.nobody-to-write')
  const jobId = await startJob(ctx, jobKind, { year, familyIds: targets, message }, targets.length)
  return { jobId, families: targets.length }
}

/** Writes the e-mails by small steps; a family that completed its file meanwhile receives nothing. */
export const campaignJob: JobDefinition = {
  kind: jobKind,
  step: async (ctx, rawParams, rawCursor) => {
    const { year, familyIds, message } = zParams.parse(rawParams)
    const cursor = zCursor.nullable().parse(rawCursor) ?? { next: 0, written: 0 }
    const slice = familyIds.slice(cursor.next, cursor.next + familiesAtOnce)
    let written = cursor.written
    for (const known of await readFiles(ctx, slice, year)) {
      if (!known.status.complete) written += await writeTo(ctx, known, year, message)
    }
    const next = cursor.next + slice.length
    const isOver = next >= familyIds.length
    return {
      ...{ progress: next, total: familyIds.length, cursor: { next, written } },
      ...(isOver ? { done: { result: { families: familyIds.length, emails: written } } } : {}),
    }
  },
}

async function writeTo(ctx: Ctx, known: KnownFile, year: SchoolYear, message: string): Promise<number> {
  const { familyId, status } = known
  const town = await readTown(ctx)
  const file = await fileFor(ctx.db, familyId, year)
  const count = file.sentCount + 1
  const emails = await emailFamily(ctx, {
    dedupeKey: `registration/${familyId}/${year}/${count}`,
    kind: 'registration-file',
    familyId,
    subject: `Votre dossier d’inscription ${year}`,
    text: letter({
      ...{ year, message, missing: status.missing, isReminder: count > 1 },
      ...{ dueOn: dueOnOf(town.settings.registration, year), town: town.name, url: town.settings.portal.publicUrl },
    }),
  })
  await ctx.db.run`update registration_file set sent_at = ${ctx.now}, sent_count = ${count}, version = version + 1
    where id = ${file.id}`
  await registrationChanged(ctx, familyId)
  return emails
}

interface Letter {
  year: SchoolYear
  message: string
  missing: readonly string[]
  isReminder: boolean
  dueOn: Parameters<typeof formatDate>[0] | null
  town: string
  url: string
}

const pointsShown = 12

export function letter({ year, message, missing, isReminder, dueOn, town, url }: Letter): string {
  const more = missing.length - pointsShown
  const points = missing.slice(0, pointsShown).map((point) => `– ${point}`)
  const until = dueOn === null ? '' : ` avant le ${formatDate(dueOn)}`
  return [
    'Bonjour,',
    isReminder
      ? `Votre dossier d’inscription ${year} n’est pas encore complet. Merci de le terminer${until}.`
      : `Le dossier d’inscription ${year} de vos enfants est ouvert. Merci de le remplir${until}\u00A0: ce que nous savons déjà y figure, vous n’avez qu’à le relire.`,
    ...(message === '' ? [] : [message]),
    [`Il reste à compléter\u00A0:`, ...points, ...(more > 0 ? [`– et ${more} autres points`] : [])].join('\n'),
    ...(url === '' ? [] : [`Votre dossier\u00A0: ${url}/dossier`]),
    town,
  ].join('\n\n')
}

/** Tells the family that its file arrived, and what it still misses. */
export async function confirmReceipt(
  ctx: Ctx,
  familyId: number,
  { dedupeKey, at }: { dedupeKey: string; at: Instant },
): Promise<void> {
  const { complete, missing, year } = await registrationStatus(ctx, familyId)
  const { name } = await readTown(ctx)
  const rest = missing.slice(0, pointsShown).map((point) => `– ${point}`)
  await emailFamily(ctx, {
    ...{ dedupeKey, kind: 'registration-file', familyId },
    subject: `Dossier d’inscription ${year} reçu`,
    text: [
      'Bonjour,',
      `Nous avons reçu votre dossier d’inscription ${year}, envoyé le ${formatInstant(at)}.`,
      complete ? 'Il est complet.' : ['Il reste à compléter\u00A0:', ...rest].join('\n'),
      name,
    ].join('\n\n'),
  })
}
