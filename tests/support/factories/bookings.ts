import { applyItems, type BookingItem, type ItemOutcome } from '../../../src-main/modules/bookings'
import type { Ctx } from '../../../src-main/kernel/context'
import { localDate } from '../../../src-shared/kernel/local-date'
import type { Instant } from '../../../src-shared/kernel/instant'
import { OCCUPYING_STATES } from '../../../src-shared/rules/booking-state'
import { insertChild, insertEnrolment, insertMember, insertPerson } from './town'

export interface EnrolledFamily {
  familyId: number
  childId: number
  enrolmentId: number
  guardianId: number
}

/** A family with one adult and one child of 8, enrolled in a group. */
export async function insertEnrolledFamily(
  ctx: Ctx,
  number: number,
  where: { activityId: number; groupId: number; schoolId: number; acceptsEmail?: boolean },
): Promise<EnrolledFamily> {
  const { schoolId, activityId, groupId, acceptsEmail = true } = where
  const familyId = await ctx.db.insert('family', {
    ...{
      number,
      name: `Famille ${number}`,
      addressLine1: '',
      addressLine2: '',
      postalCode: '99120',
      city: 'Aubrelles',
    },
    ...{
      resident: true,
      invoiceDelivery: 'portal',
      directDebit: false,
      staffNote: '',
      searchText: `famille ${number}`,
    },
    ...{ archivedAt: null, createdAt: ctx.now, updatedAt: ctx.now, version: 1 },
  })
  const guardianId = await insertPerson(ctx, `Parent${number}`, 'Essai', { acceptsEmail })
  await insertMember(ctx, familyId, guardianId, 'guardian', true)
  const child = { familyId, firstName: `Enfant${number}`, lastName: 'Essai', birthDate: '2018-05-14' }
  const childId = await insertChild(ctx, { ...child, schoolId, classLevel: 'CE2' })
  const enrolmentId = await insertEnrolment(ctx, { familyId, childId, activityId, groupId })
  return { familyId, childId, enrolmentId, guardianId }
}

export function item(
  enrolmentId: number,
  slotId: number,
  date: string,
  action: BookingItem['action'] = 'book',
): BookingItem {
  return { enrolmentId, slotId, date: localDate(date), action }
}

/** What a parent does, at the moment of the clock unless said. */
export function asParent(
  ctx: Ctx,
  familyId: number,
  items: BookingItem[],
  at: Instant = ctx.now,
): Promise<ItemOutcome[]> {
  return applyItems(ctx, { familyId, items, at, by: 'parent' })
}

/** Openings whose counter is not the number of bookings that take a place. */
export function wrongCounters(ctx: Ctx): Promise<{ id: number; taken: number; counted: number }[]> {
  return ctx.db.rows`select o.id, o.taken, count(b.id) as counted from opening o
    left join booking b on b.group_id = o.group_id and b.slot_id = o.slot_id and b.date = o.date and b.state in ${[...OCCUPYING_STATES]}
    group by o.id, o.taken having o.taken <> count(b.id)`
}

/** Openings that hold more bookings than places. */
export function overbooked(ctx: Ctx): Promise<unknown[]> {
  return ctx.db.rows`select id from opening where capacity is not null and taken > capacity`
}
