import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Db } from '../../database/db'
import type { CellRef } from './board'

/** Offers and holds whose time is over, the oldest first. */
export function dueHolds(db: Db, now: Instant, limit: number): Promise<CellRef[]> {
  return db.rows<CellRef>`select enrolment_id, slot_id, date from booking
    where state in ('offered', 'awaiting-payment') and hold_until <= ${now} order by hold_until, id limit ${limit}`
}

interface HeldRow {
  bookingId: number
  enrolmentId: number
  childId: number
  childName: string
  activityId: number
  activityName: string
  slotId: number
  slotName: string
  date: LocalDate
  holdUntil: Instant
  late: boolean
}

export function heldBookings(db: Db, familyId: number, now: Instant): Promise<HeldRow[]> {
  return db.rows<HeldRow>`select b.id as booking_id, b.enrolment_id, b.child_id, p.first_name as child_name, b.activity_id,
      a.name as activity_name, b.slot_id, s.name as slot_name, b.date, b.hold_until, b.late
    from booking b join person p on p.id = b.child_id join activity a on a.id = b.activity_id join slot s on s.id = b.slot_id
    where b.family_id = ${familyId} and b.state = 'awaiting-payment' and b.hold_until > ${now}
    order by b.hold_until, b.date, b.id`
}

/** The cells of these bookings, if they are the family's. */
export function lockedBookings(db: Db, familyId: number, ids: readonly number[]): Promise<CellRef[]> {
  return db.rows<CellRef>`select enrolment_id, slot_id, date from booking
    where family_id = ${familyId} and id in ${[...ids]} order by id`
}
