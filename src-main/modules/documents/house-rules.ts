import type { AcceptanceRow, RulesRow } from '../../../src-shared/contract/staff/documents'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import { rawSql, sql, type Sql } from '../../database/sql'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { visibleFamilies } from '../families'
import { documentsChanged } from './given'
import type { HouseRulesRow, RulesAcceptanceRow } from './entities'
import { household, rulesRows, rulesView } from './store'
import { attachUpload } from './uploads'

/** Families that an edition concerns: those with a child enrolled in its structure today, or anywhere for the town's. */
const concerned = (ctx: Ctx, structureId: number | null): Sql => {
  const place = structureId === null ? rawSql('') : sql`and a.structure_id = ${structureId}`
  return sql`f.archived_at is null and ${visibleFamilies(ctx)} and exists (select 1 from enrolment e
    join activity a on a.id = e.activity_id where e.family_id = f.id
    and (e.end_date is null or e.end_date >= ${ctx.today}) ${place})`
}

/** Every edition, with how many of the families concerned accepted it. */
export async function listRules(ctx: Ctx): Promise<RulesRow[]> {
  const rows = await rulesRows(ctx.db, sql`1 = 1`)
  const counted: RulesRow[] = []
  for (const row of rows) {
    const families = concerned(ctx, row.structureId)
    const [count] = await ctx.db.rowsOf<{ n: number; accepted: number | null }>(sql`select count(*) as n,
      sum(case when exists (select 1 from rules_acceptance x where x.rules_id = ${row.id} and x.family_id = f.id)
        then 1 else 0 end) as accepted from family f where ${families}`)
    counted.push({
      ...rulesView(row),
      publishedBy: row.publishedBy,
      endedAt: row.endedAt as Instant | null,
      concerned: Number(count?.n ?? 0),
      accepted: Number(count?.accepted ?? 0),
    })
  }
  return counted
}

interface NewEdition {
  structureId: number | null
  title: string
  wording: string
  blocksBooking: boolean
  uploadId: string
}

/** Publishes an edition: the one before ends at the same moment, and every family concerned is asked again. */
export async function publishRules(ctx: Ctx, input: NewEdition): Promise<{ id: number; edition: number }> {
  const { structureId, title, wording, blocksBooking } = input
  await ctx.db.lock(`house-rules/${structureId ?? 'town'}`)
  const upload = await attachUpload(ctx, input.uploadId, null)
  if (upload.mediaType !== 'application/pdf') refuse('rules.pdf-only')
  const place = structureId === null ? sql`structure_id is null` : sql`structure_id = ${structureId}`
  const [last] = await ctx.db.rowsOf<HouseRulesRow>(
    sql`select * from house_rules where ${place} order by edition desc limit 1`,
  )
  await ctx.db.runOf(sql`update house_rules set ended_at = ${ctx.now} where ended_at is null and ${place}`)
  const edition = (last?.edition ?? 0) + 1
  const id = await ctx.db.insert('house_rules', {
    ...{ structureId, edition, title, wording, blocksBooking, uploadId: upload.id, sha256: upload.sha256 },
    ...{ publishedAt: ctx.now, publishedBy: actorName(ctx.actor), supersedesId: last?.id ?? null, endedAt: null },
  })
  await ctx.touch('paperwork')
  return { id, edition }
}

/** Nobody is asked any more; what was accepted stays. */
export async function endRules(ctx: Ctx, id: number): Promise<{ title: string }> {
  const [rules] = await rulesRows(ctx.db, sql`h.id = ${id}`)
  if (!rules) return refuse('record.not-found')
  if (rules.endedAt !== null) refuse('rules.ended')
  await ctx.db.run`update house_rules set ended_at = ${ctx.now} where id = ${id} and ended_at is null`
  await ctx.touch('paperwork')
  return { title: rules.title }
}

export interface AcceptanceProof {
  rulesId: number
  familyId: number
  personId: number
  accountId: number | null
  /** Of the text on the screen; null at the counter, where the text in force is the one signed. */
  sha256: string | null
  address: string
  userAgent: string
  channel: RulesAcceptanceRow['channel']
  at: Instant
}

/** Keeps who accepted which text, word for word. Accepting twice is accepting once. */
export async function acceptRules(ctx: Ctx, proof: AcceptanceProof): Promise<void> {
  const [rules] = await rulesRows(ctx.db, sql`h.id = ${proof.rulesId}`)
  if (!rules) return refuse('record.not-found')
  if (rules.endedAt !== null || (proof.sha256 !== null && proof.sha256 !== rules.sha256))
    refuse('rules.edition-changed')
  const { guardians } = await household(ctx.db, proof.familyId, ctx.today)
  if (!guardians.some(({ id }) => id === proof.personId)) refuse('consent.wrong-person')
  await ctx.db
    .run`insert into rules_acceptance (rules_id, family_id, person_id, account_id, wording, sha256, accepted_at,
    address, user_agent, channel) values (${rules.id}, ${proof.familyId}, ${proof.personId}, ${proof.accountId},
    ${rules.wording}, ${rules.sha256}, ${proof.at}, ${proof.address}, ${proof.userAgent}, ${proof.channel})
    on conflict (rules_id, family_id, person_id) do nothing`
  await documentsChanged(ctx, proof.familyId)
}

interface AcceptanceQuestion {
  id: number
  only: 'all' | 'accepted' | 'awaited'
  offset: number
  limit: number
}

/** Families concerned, and who of each accepted first. */
export async function listAcceptances(
  ctx: Ctx,
  { id, only, offset, limit }: AcceptanceQuestion,
): Promise<{ rows: AcceptanceRow[]; total: number }> {
  const [rules] = await rulesRows(ctx.db, sql`h.id = ${id}`)
  if (!rules) return refuse('record.not-found')
  const has = sql`exists (select 1 from rules_acceptance x where x.rules_id = ${id} and x.family_id = f.id)`
  const visible = sql`(${has} and ${visibleFamilies(ctx)})`
  const condition =
    only === 'accepted'
      ? visible
      : only === 'awaited'
        ? sql`not ${has} and ${concerned(ctx, rules.structureId)}`
        : sql`(${visible} or ${concerned(ctx, rules.structureId)})`
  const families = await ctx.db.rowsOf<{ id: number; number: number; name: string }>(
    sql`select f.id, f.number, f.name from family f where ${condition} order by f.name, f.number limit ${limit} offset ${offset}`,
  )
  const [count] = await ctx.db.rowsOf<{ n: number }>(sql`select count(*) as n from family f where ${condition}`)
  const accepted = await ctx.db.rows<{
    familyId: number
    firstName: string
    lastName: string
    acceptedAt: Instant
    channel: RulesAcceptanceRow['channel']
  }>`select x.family_id, p.first_name, p.last_name, x.accepted_at, x.channel from rules_acceptance x
    join person p on p.id = x.person_id where x.rules_id = ${id} and x.family_id in ${families.map((one) => one.id)}
    order by x.accepted_at desc, x.id desc`
  // The first to accept comes last, and stays.
  const first = new Map(accepted.map((row) => [row.familyId, row]))
  return {
    total: Number(count?.n ?? 0),
    rows: families.map((family) => {
      const row = first.get(family.id)
      return {
        ...{ familyId: family.id, familyNumber: family.number, familyName: family.name },
        personName: row ? `${row.firstName} ${row.lastName}` : null,
        acceptedAt: row?.acceptedAt ?? null,
        channel: row?.channel ?? null,
      }
    }),
  }
}
