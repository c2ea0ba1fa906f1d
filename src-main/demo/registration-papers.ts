import { addDays, type LocalDate } from '../../src-shared/kernel/local-date'
import type { Instant } from '../../src-shared/kernel/instant'
import { schoolYearOf, schoolYearRange } from '../../src-shared/kernel/school-year'
import { groupBy } from '../../src-shared/kernel/group-by'
import type { Ctx } from '../kernel/context'
import { acceptRules, addDocument } from '../modules/documents'

const familiesAtMost = 60

interface Asked {
  types: { insurance: number; home: number; vaccines: number; certificate?: number }
  rulesId: number
  at: Instant
  /** A new upload of the same page. */
  keep(): Promise<string>
  write<T>(work: (ctx: Ctx) => Promise<T>): Promise<T>
}

interface Member {
  familyId: number
  personId: number
  role: 'guardian' | 'child'
  accountId: number | null
  doesSport: boolean
}

/**
 * Gives the families that sent their yearly file the papers that it asks, so that most files are complete; the families
 * whose papers are told one by one (`except`) keep theirs as they are.
 */
export async function completePapers(asked: Asked, except: readonly number[]): Promise<void> {
  const members = await asked.write((ctx) => sentFiles(ctx, except))
  for (const [familyId, people] of groupBy(members, (one) => one.familyId)) await giveAll(asked, familyId, people)
}

async function giveAll({ types, rulesId, at, keep, write }: Asked, familyId: number, people: readonly Member[]) {
  const children = people.filter(({ role }) => role === 'child')
  const parent = people.find(({ role }) => role === 'guardian')
  const uploadId = await keep()
  await write(async (ctx) => {
    await addDocument(ctx, { familyId, typeId: types.home, personId: null, uploadId })
    const until = (typeId: number) => (typeId === types.certificate ? addDays(ctx.today, 364) : endOfYear(ctx.today))
    await ctx.db.insertMany(
      'document',
      children.flatMap(({ personId, doesSport }) => {
        const typeIds = [
          types.insurance,
          types.vaccines,
          ...(doesSport && types.certificate ? [types.certificate] : []),
        ]
        return typeIds.map((typeId) => ({
          ...{ typeId, familyId, personId, uploadId, requestId: null, status: 'valid', reason: '' },
          ...{ validFrom: ctx.today, validTo: until(typeId), sentAt: at, sentBy: 'Nadia Kessler' },
          ...{ decidedAt: at, decidedBy: 'Nadia Kessler', version: 1 },
        }))
      }),
    )
    if (parent) {
      const { personId, accountId } = parent
      const proof = { familyId, personId, at, address: '', userAgent: '', channel: 'portal' as const }
      await acceptRules(ctx, { ...proof, rulesId, accountId, sha256: null })
    }
  })
}

const endOfYear = (today: LocalDate) => schoolYearRange(schoolYearOf(today)).to

async function sentFiles({ db }: Ctx, except: readonly number[]): Promise<Member[]> {
  const rows = await db.rows<Member>`select m.family_id, m.person_id, m.role, a.id as account_id,
      case when exists (select 1 from enrolment e join activity s on s.id = e.activity_id
        where e.child_id = m.person_id and s.kind = 'sport') then 1 else 0 end as does_sport
    from family_member m left join portal_account a on a.person_id = m.person_id
    where m.family_id in (select f.family_id from registration_file f where f.submitted_at is not null
      order by f.family_id limit ${familiesAtMost})
    order by m.family_id, m.account_holder desc, m.position, m.id`
  return rows
    .filter(({ familyId }) => !except.includes(familyId))
    .map((row) => ({ ...row, doesSport: Number(row.doesSport) === 1 }))
}
