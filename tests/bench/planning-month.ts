import type { Ctx } from '../../src-main/kernel/context'
import { seededRandom } from '../../src-shared/kernel/seeded-random'
import { daysOfMonth, yearMonth } from '../../src-shared/kernel/year-month'
import { insertActivity, insertGroup, insertSlot } from '../support/factories/activities'
import { insertStaffMember, insertStructure, insertTown } from '../support/factories/town'

export const month = yearMonth('2026-12')
export const children = 300
const levels = ['PS', 'MS', 'GS', 'CP', 'CE1', 'CE2', 'CM1', 'CM2']
const slots = [
  { name: 'Matin', letter: 'M', icon: 'morning', startTime: '07:30', endTime: '08:30' },
  { name: 'Midi', letter: 'R', icon: 'meal', startTime: '11:45', endTime: '13:35' },
  { name: 'Soir', letter: 'S', icon: 'evening', startTime: '16:30', endTime: '18:30' },
] as const

/** One structure, open 31 days out of 31 for three slots, with 300 children and four cells in five filled. */
export async function insertFullMonth(ctx: Ctx) {
  await insertTown(ctx)
  const structureId = await insertStructure(ctx, { code: 'BEN', name: 'École du banc', kind: 'school', position: 1 })
  const activityId = await insertActivity(ctx, { structureId, name: 'Accueil', supervision: 'around-school-pedt' })
  const groupId = await insertGroup(ctx, activityId, 'Tous')
  const slotIds: number[] = []
  for (const [position, slot] of slots.entries()) slotIds.push(await insertSlot(ctx, activityId, { ...slot, position }))
  const enrolments = await insertEnrolled(ctx, activityId, groupId)
  const dates = daysOfMonth(month)
  const bookings = fill(ctx, { activityId, groupId, slotIds, enrolments })
  await ctx.db.insertMany(
    'opening',
    dates.flatMap((date) =>
      slotIds.map((slotId) => ({
        ...{ activityId, groupId, slotId, date, capacity: 320, staffPlanned: 20 },
        taken: bookings.filter((one) => one.slotId === slotId && one.date === date).length,
      })),
    ),
  )
  await ctx.db.insertMany('booking', bookings)
  const { token } = await insertStaffMember(ctx, { role: 'director' })
  return { structureId, token, cells: dates.length * slotIds.length * children, bookings: bookings.length }
}

type Enrolled = { id: number; childId: number; familyId: number }

async function insertEnrolled(ctx: Ctx, activityId: number, groupId: number): Promise<Enrolled[]> {
  const enrolled: Enrolled[] = []
  for (let index = 1; index <= children; index += 1) {
    const familyId = await ctx.db.insert('family', {
      ...{ number: index, name: `Famille ${index}`, addressLine1: '', addressLine2: '', postalCode: '99120' },
      ...{ city: 'Aubrelles', resident: true, invoiceDelivery: 'portal', directDebit: false, staffNote: '' },
      ...{ searchText: `famille ${index}`, archivedAt: null, createdAt: ctx.now, updatedAt: ctx.now, version: 1 },
    })
    const childId = await ctx.db.insert('person', {
      ...{ civility: '', firstName: `Prénom${index}`, lastName: `Nom${index}`, birthName: '' },
      ...{ birthDate: `${2015 + (index % 8)}-05-14`, sex: '', email: '', phone: '', mobile: '' },
      ...{ acceptsEmail: false, acceptsSms: false, version: 1 },
    })
    await ctx.db
      .run`insert into child (id, school_id, class_level, class_name, diet, leaves_alone, image_consent, version)
        values (${childId}, null, ${levels[index % levels.length] ?? ''}, '', '', ${false}, ${true}, 1)`
    const id = await ctx.db.insert('enrolment', {
      ...{ childId, familyId, activityId, groupId, status: 'active', startDate: '2026-09-01', endDate: null },
      ...{ createdAt: ctx.now, version: 1 },
    })
    enrolled.push({ id, childId, familyId })
  }
  return enrolled
}

interface Filling {
  activityId: number
  groupId: number
  slotIds: readonly number[]
  enrolments: readonly Enrolled[]
}

function fill(ctx: Ctx, { activityId, groupId, slotIds, enrolments }: Filling) {
  const random = seededRandom('planning-grid')
  return enrolments.flatMap(({ id: enrolmentId, childId, familyId }) =>
    daysOfMonth(month).flatMap((date) =>
      slotIds
        .filter(() => random.chance(0.8))
        .map((slotId) => ({
          ...{ enrolmentId, childId, familyId, activityId, groupId, slotId, date },
          state: date < ctx.today ? random.pick(['present', 'present', 'present', 'absent-excused']) : 'booked',
          ...{ waitingSince: null, late: false, requestId: null, reason: '', memo: '', arrivedAt: null, leftAt: null },
          ...{ changedAt: ctx.now, changedBy: 'Banc', version: 1 },
        })),
    ),
  )
}
