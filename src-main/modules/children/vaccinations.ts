import { z } from 'zod'
import { refuse } from '../../../src-shared/errors'
import { isLocalDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import {
  diseases,
  vaccinationStatus,
  type VaccinationRecord,
  type VaccinationStatus,
} from '../../../src-shared/rules/vaccination'
import type { Cipher } from '../../kernel/cipher'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { childrenById } from './store'
import { admittedOn, vaccinationRows, type VaccinationRow } from './store-health'

export type StoredVaccination = VaccinationRecord & { id: number }

const zContent = z.object({
  disease: z.enum(diseases),
  dates: z.array(z.string().refine(isLocalDate)),
  certified: z.boolean(),
})
const placeOf = (id: number) => `vaccination.content/${id}`

function openVaccination(cipher: Cipher, { id, contentSealed }: VaccinationRow): StoredVaccination {
  const { disease, dates, certified } = zContent.parse(JSON.parse(cipher.open(contentSealed, placeOf(id))))
  return { id, disease, certified, dates: dates as LocalDate[] }
}

export async function vaccinationsOf(ctx: Ctx, childId: number): Promise<StoredVaccination[]> {
  return (await vaccinationRows(ctx, childId)).map((row) => openVaccination(ctx.services.cipher, row))
}

/** Where the child stands today; null without a birth date. */
export async function statusOfChild(ctx: Ctx, childId: number): Promise<VaccinationStatus | null> {
  const [child] = await childrenById(ctx, [childId])
  if (!child?.birthDate) return null
  const { birthDate } = child
  const records = await vaccinationsOf(ctx, childId)
  return vaccinationStatus({ birthDate, on: ctx.today, admittedOn: await admittedOn(ctx, childId), records })
}

async function writeOne(ctx: Ctx, childId: number, id: number | null, record: VaccinationRecord): Promise<number> {
  // the seal is bound to the row's id: the row comes first, its content after
  const written = id ?? (await ctx.db.insert('vaccination', { childId, contentSealed: '' }))
  const { disease, certified } = record
  const dates = [...new Set(record.dates)].toSorted()
  const sealed = ctx.services.cipher.seal(JSON.stringify({ disease, dates, certified }), placeOf(written))
  await ctx.db.run`update vaccination set content_sealed = ${sealed} where id = ${written} and child_id = ${childId}`
  return written
}

async function checkDates(ctx: Ctx, childId: number, dates: readonly LocalDate[]): Promise<void> {
  const [child] = await childrenById(ctx, [childId])
  const birthDate = child?.birthDate ?? ''
  if (dates.some((date) => date < birthDate || date > ctx.today)) refuse('vaccination.dates')
}

/** One disease; the caller marks the child as changed. Returns its id. */
export async function writeVaccination(
  ctx: Ctx,
  childId: number,
  id: number | null,
  record: VaccinationRecord,
): Promise<number> {
  await checkDates(ctx, childId, record.dates)
  const present = await vaccinationsOf(ctx, childId)
  if (id !== null && !present.some((one) => one.id === id)) refuse('record.not-found')
  if (present.some((one) => one.disease === record.disease && one.id !== id)) refuse('vaccination.twice')
  const written = await writeOne(ctx, childId, id, record)
  await refreshVaccinesDue(ctx, childId)
  return written
}

export async function deleteVaccination(ctx: Ctx, childId: number, id: number): Promise<void> {
  const done = await ctx.db.run`delete from vaccination where id = ${id} and child_id = ${childId}`
  if (done === 0) refuse('record.not-found')
  await refreshVaccinesDue(ctx, childId)
}

/** All the diseases at once, as the booklet shows them; a disease without a dose goes away. */
export async function writeVaccinations(
  ctx: Ctx,
  childId: number,
  records: readonly VaccinationRecord[],
  seenOn: LocalDate | null,
): Promise<void> {
  if (new Set(records.map(({ disease }) => disease)).size !== records.length) refuse('vaccination.twice')
  await checkDates(
    ctx,
    childId,
    records.flatMap(({ dates }) => dates),
  )
  await ctx.db.run`delete from vaccination where child_id = ${childId}`
  for (const record of records) {
    if (record.dates.length > 0 || record.certified) await writeOne(ctx, childId, null, record)
  }
  await ensureRecord(ctx, childId)
  if (seenOn !== null) {
    await ctx.db.run`update health_record set vaccines_seen_on = ${seenOn}, vaccines_seen_by = ${actorName(ctx.actor)}
      where child_id = ${childId}`
  }
  await refreshVaccinesDue(ctx, childId)
}

export async function ensureRecord(ctx: Ctx, childId: number): Promise<void> {
  await ctx.db.run`insert into health_record (child_id, doctor_sealed, notes_sealed, version)
    values (${childId}, '', '', 0) on conflict (child_id) do nothing`
}

/** The day from which a dose is missing stands in clear beside the child: the list of renewals opens no health data. */
export async function refreshVaccinesDue(ctx: Ctx, childId: number): Promise<void> {
  const status = await statusOfChild(ctx, childId)
  await ensureRecord(ctx, childId)
  await ctx.db.run`update health_record set vaccines_due_on = ${status?.dueOn ?? null} where child_id = ${childId}`
}
