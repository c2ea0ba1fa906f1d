import { formatEuros } from '../../../src-shared/format/money'
import { formatShortDate } from '../../../src-shared/format/date'
import { formatPhone } from '../../../src-shared/format/phone'
import type { FamilyListRow, SearchHit } from '../../../src-shared/contract/staff/families'
import { cents } from '../../../src-shared/kernel/money'
import { localDate } from '../../../src-shared/kernel/local-date'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { joinSql, sql, type Sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'
import { searchWords, startsEachWord } from './search-text'
import { quotientsOn, visibleFamilies } from './store'

interface FamilyHead {
  id: number
  number: number
  name: string
  city: string
  addressLine1: string
  archivedAt: string | null
}

interface MemberRow {
  familyId: number
  id: number
  role: 'guardian' | 'child'
  firstName: string
  lastName: string
  phone: string
  mobile: string
}

/** A condition per word: it begins a word of the family's text, so "ca rou" finds Camille Roussel in any order. */
function matches(words: readonly string[]): Sql[] {
  return words.map((word) => sql`(' ' || f.search_text) like ${`% ${word}%`}`)
}

/** Families whose own name begins with the first word come first. */
function order(words: readonly string[]): Sql {
  const [first] = words
  if (first === undefined) return sql`lower(f.name), f.number`
  return sql`case when lower(f.name) like ${`${first}%`} then 0 when f.search_text like ${`${first}%`} then 1 else 2 end,
    lower(f.name), f.number`
}

const membersOf = (ctx: Ctx, familyIds: readonly number[]) =>
  ctx.db.rows<MemberRow>`select m.family_id, p.id, m.role, p.first_name, p.last_name, p.phone, p.mobile
    from family_member m join person p on p.id = m.person_id where m.family_id in ${familyIds}
    order by m.family_id, m.role desc, m.position, m.id`

export interface ListQuestion {
  search: string
  show: 'active' | 'no-quotient' | 'archived'
  offset: number
  limit: number
}

export async function listFamilies(ctx: Ctx, { search, show, offset, limit }: ListQuestion) {
  const words = searchWords(search)
  const conditions = [...matches(words), visibleFamilies(ctx)]
  conditions.push(show === 'archived' ? sql`f.archived_at is not null` : sql`f.archived_at is null`)
  if (show === 'no-quotient') {
    conditions.push(sql`not exists (select 1 from family_quotient q where q.family_id = f.id
      and q.valid_from <= ${ctx.today} and (q.valid_to is null or q.valid_to >= ${ctx.today}))`)
  }
  const where = joinSql(conditions, ' and ')
  const count = await ctx.db.rowsOf<{ total: number }>(sql`select count(*) as total from family f where ${where}`)
  const heads = await ctx.db
    .rowsOf<FamilyHead>(sql`select f.id, f.number, f.name, f.city, f.address_line1, f.archived_at
    from family f where ${where} order by ${order(words)} limit ${limit} offset ${offset}`)
  return { total: Number(count[0]?.total ?? 0), rows: await describe(ctx, heads) }
}

async function describe(ctx: Ctx, heads: readonly FamilyHead[]): Promise<FamilyListRow[]> {
  const ids = heads.map(({ id }) => id)
  const members = groupBy(await membersOf(ctx, ids), ({ familyId }) => familyId)
  // in the order of their dates: the latest begun stays
  const quotients = new Map((await quotientsOn(ctx, ids, ctx.today)).map((row) => [row.familyId, row.value]))
  return heads.map((head) => {
    const people = members.get(head.id) ?? []
    const guardians = people.filter(({ role }) => role === 'guardian')
    const phone = guardians.map((person) => person.mobile || person.phone).find((text) => text !== '') ?? ''
    return {
      id: head.id,
      number: head.number,
      name: head.name,
      city: head.city,
      archived: head.archivedAt !== null,
      guardians: guardians.map((person) => `${person.firstName} ${person.lastName}`),
      phone: formatPhone(phone),
      children: people
        .filter(({ role }) => role === 'child')
        .map(({ id, firstName, lastName }) => ({ id, firstName, lastName })),
      quotient: quotients.get(head.id) ?? null,
    }
  })
}

const familiesLooked = 60

/** Families and children by their words, invoices by the beginning of their number. At most 20 answers. */
export async function searchEverything(ctx: Ctx, text: string, invoices: boolean): Promise<SearchHit[]> {
  const words = searchWords(text)
  if (words.length === 0) return []
  const heads = await ctx.db
    .rowsOf<FamilyHead>(sql`select f.id, f.number, f.name, f.city, f.address_line1, f.archived_at
    from family f where ${joinSql([...matches(words), visibleFamilies(ctx)], ' and ')}
    order by ${order(words)} limit ${familiesLooked}`)
  const members = await membersOf(
    ctx,
    heads.map(({ id }) => id),
  )
  const children = childHits(words, heads, members)
  const invoiceHits = invoices ? await findInvoices(ctx, text) : []
  const families = heads.map((head) => familyHit(head, members))
  const room = 20 - Math.min(children.length, 8) - Math.min(invoiceHits.length, 4)
  return [...families.slice(0, room), ...children.slice(0, 8), ...invoiceHits.slice(0, 4)]
}

function familyHit(head: FamilyHead, members: readonly MemberRow[]): SearchHit {
  const children = members.filter((member) => member.familyId === head.id && member.role === 'child')
  const names = children.map(({ firstName }) => firstName).join(', ')
  const detail = [`n° ${head.number}`, names, head.archivedAt ? 'archivée' : ''].filter(Boolean).join(' · ')
  return { kind: 'family', id: head.id, familyId: head.id, label: `Famille ${head.name}`, detail }
}

function childHits(words: readonly string[], heads: readonly FamilyHead[], members: readonly MemberRow[]): SearchHit[] {
  const families = new Map(heads.map((head) => [head.id, head]))
  const hits = new Map<number, SearchHit>()
  for (const member of members) {
    const family = families.get(member.familyId)
    if (member.role !== 'child' || !family || hits.has(member.id)) continue
    if (!startsEachWord(words, normalizeSearch(`${member.firstName} ${member.lastName}`))) continue
    hits.set(member.id, {
      kind: 'child',
      id: member.id,
      familyId: family.id,
      label: `${member.firstName} ${member.lastName}`,
      detail: `Famille ${family.name}, n° ${family.number}`,
    })
  }
  return [...hits.values()]
}

interface InvoiceHitRow {
  id: number
  familyId: number
  reference: string
  totalCents: number
  issuedOn: string
  name: string
}

/** By prefix of the reference, through its index: 'FA-2026-10' is a range, not a pattern to try on every invoice. */
async function findInvoices(ctx: Ctx, text: string): Promise<SearchHit[]> {
  const prefix = text.trim().toUpperCase()
  if (!/\d/.test(prefix)) return []
  const rows = await ctx.db
    .rowsOf<InvoiceHitRow>(sql`select i.id, i.family_id, i.reference, i.total_cents, i.issued_on, f.name
    from invoice i join family f on f.id = i.family_id
    where i.reference >= ${prefix} and i.reference < ${`${prefix}~`} and ${visibleFamilies(ctx)}
    order by i.reference desc limit 4`)
  return rows.map((row) => ({
    kind: 'invoice',
    id: row.id,
    familyId: row.familyId,
    label: row.reference,
    detail: `Famille ${row.name} · ${formatEuros(cents(row.totalCents))} · ${formatShortDate(localDate(row.issuedOn))}`,
  }))
}
