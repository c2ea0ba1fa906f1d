import type { DuplicateKind } from '../../../src-shared/contract/staff/duplicates'
import { sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'
import type { Address } from './address'
import { visibleFamilies } from './store'

export interface ComparedPerson {
  id: number
  role: 'guardian' | 'child'
  firstName: string
  lastName: string
  birthName: string
  birthDate: string | null
  email: string
  phone: string
  mobile: string
  workPhone: string
  familyIds: number[]
}

export interface ComparedFamily extends Address {
  id: number
  number: number
  name: string
}

/** Everybody of the families in use that this agent may see. */
export async function peopleToCompare(
  ctx: Ctx,
): Promise<{ people: ComparedPerson[]; families: Map<number, ComparedFamily> }> {
  const families = await ctx.db.rowsOf<ComparedFamily>(sql`select f.id, f.number, f.name, f.address_line1,
      f.address_line2, f.postal_code, f.city
    from family f where f.archived_at is null and ${visibleFamilies(ctx)} order by f.id`)
  const byId = new Map(families.map((family) => [family.id, family]))
  const rows = await ctx.db.rows<Omit<ComparedPerson, 'familyIds'> & { familyId: number }>`select p.id, m.role,
      p.first_name, p.last_name, p.birth_name, p.birth_date, p.email, p.phone, p.mobile, p.work_phone, m.family_id
    from family_member m join person p on p.id = m.person_id order by p.id, m.family_id`
  const people = new Map<number, ComparedPerson>()
  for (const { familyId, ...row } of rows) {
    if (!byId.has(familyId)) continue
    const known = people.get(row.id)
    if (known) known.familyIds.push(familyId)
    else people.set(row.id, { ...row, familyIds: [familyId] })
  }
  return { people: [...people.values()], families: byId }
}

/** 'left-right' of the pairs that an agent told apart. */
export async function distinctPairs(ctx: Ctx, kind: DuplicateKind): Promise<Set<string>> {
  const rows = await ctx.db.rows<{ leftId: number; rightId: number }>`select left_id, right_id from distinct_pair
    where kind = ${kind}`
  return new Set(rows.map(({ leftId, rightId }) => `${leftId}-${rightId}`))
}

export async function writeDistinct(ctx: Ctx, kind: DuplicateKind, one: number, two: number): Promise<void> {
  const [leftId, rightId] = one < two ? [one, two] : [two, one]
  const by = ctx.actor.kind === 'staff' ? ctx.actor.name : ''
  await ctx.db.run`insert into distinct_pair (kind, left_id, right_id, decided_at, decided_by)
    values (${kind}, ${leftId}, ${rightId}, ${ctx.now}, ${by}) on conflict (kind, left_id, right_id) do nothing`
}
