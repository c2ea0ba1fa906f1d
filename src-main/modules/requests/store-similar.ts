import { normalizeSearch } from '../../../src-shared/kernel/text'
import type { Ctx } from '../../kernel/context'

export interface SimilarChild {
  id: number
  firstName: string
  lastName: string
  familyId: number
  familyNumber: number
  familyName: string
}

/** Children born on the same day who bear the same first or last name, accents and case apart, with each of their families. */
export async function similarChildren(
  ctx: Ctx,
  asked: { firstName: string; lastName: string; birthDate: string },
): Promise<SimilarChild[]> {
  const rows = await ctx.db.rows<SimilarChild>`select p.id, p.first_name, p.last_name, f.id as family_id,
      f.number as family_number, f.name as family_name
    from person p join child c on c.id = p.id join family_member m on m.person_id = p.id join family f on f.id = m.family_id
    where p.birth_date = ${asked.birthDate} order by p.id, f.id`
  const same = (left: string, right: string) => normalizeSearch(left) === normalizeSearch(right)
  return rows.filter((row) => same(row.firstName, asked.firstName) && same(row.lastName, asked.lastName))
}
