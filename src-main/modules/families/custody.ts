import type { Custody } from '../../../src-shared/contract/staff/families'
import { refuse } from '../../../src-shared/errors'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { addDays, isoWeek } from '../../../src-shared/kernel/local-date'
import { schoolHolidayOn } from '../../../src-shared/rules/calendar'
import { custodyWeekStart, isCustodyDay, oppositeRhythm, type CustodyRhythm } from '../../../src-shared/rules/custody'
import type { Ctx } from '../../kernel/context'
import { loadCalendar } from '../organisation'
import { familyChanged, requireFamily } from './service'
import { familyIdsOfPerson, isVisible, memberPeople, otherFamiliesOf } from './store'
import { writeMember } from './store-write'

type Member = Awaited<ReturnType<typeof memberPeople>>[number]
const weeksShown = 10

const rhythmOf = (member: Member): CustodyRhythm => ({
  pattern:
    member.custody === 'even' || member.custody === 'odd' || member.custody === 'alternate' ? member.custody : '',
  since: member.custodySince,
  changeDay: member.custodyDay,
})

/** The children of this family who also live in another one, with their weeks here. */
export async function custodyOf(ctx: Ctx, familyId: number): Promise<Custody[]> {
  if (!(await isVisible(ctx, familyId))) refuse('record.not-found')
  const children = (await memberPeople(ctx, familyId)).filter(({ role }) => role === 'child')
  const ids = children.map(({ id }) => id)
  const others = groupBy(await otherFamiliesOf(ctx, ids, familyId), ({ personId }) => personId)
  const calendar = await loadCalendar(ctx)
  return children
    .filter(({ id }) => others.has(id))
    .map((child) => {
      const rhythm = rhythmOf(child)
      const first = custodyWeekStart(ctx.today, rhythm.changeDay)
      const weeks = Array.from({ length: weeksShown }, (_, index) => addDays(first, index * 7)).map((from) => ({
        from,
        week: isoWeek(from).week,
        here: isCustodyDay(rhythm, from),
        holidays: schoolHolidayOn(addDays(from, 3), calendar.zone, calendar.schoolHolidays) !== null,
      }))
      return {
        childId: child.id,
        name: `${child.firstName} ${child.lastName}`,
        rhythm,
        others: (others.get(child.id) ?? []).map(({ id, number, name }) => ({ id, number, name })),
        weeks: rhythm.pattern === '' ? [] : weeks,
      }
    })
}

/** Sets the weeks of a child here; where they have exactly one other family, its weeks are the others. Returns the name. */
export async function setCustody(ctx: Ctx, familyId: number, childId: number, custody: CustodyRhythm): Promise<string> {
  await requireFamily(ctx, familyId)
  const child = (await memberPeople(ctx, familyId)).find(({ id, role }) => id === childId && role === 'child')
  if (!child) refuse('record.not-found')
  const families = await familyIdsOfPerson(ctx, childId)
  if (families.length < 2) refuse('custody.single-family')
  if (custody.pattern === 'alternate' && custody.since === null) refuse('custody.since-missing')
  await writeRhythm(ctx, familyId, childId, custody)
  const [other, ...more] = families.filter((id) => id !== familyId)
  if (other !== undefined && more.length === 0) await writeRhythm(ctx, other, childId, oppositeRhythm(custody))
  await familyChanged(ctx, ...families)
  return `${child.firstName} ${child.lastName}`
}

const writeRhythm = (ctx: Ctx, familyId: number, childId: number, { pattern, since, changeDay }: CustodyRhythm) =>
  writeMember(ctx, familyId, childId, {
    custody: pattern,
    custodySince: pattern === 'alternate' ? since : null,
    custodyDay: changeDay,
  })
