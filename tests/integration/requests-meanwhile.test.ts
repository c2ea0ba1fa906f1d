import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { decideRequest, submitRequest } from '../../src-main/modules/requests'
import type { BookingItem } from '../../src-shared/contract/requests'
import { onEachDatabase } from '../support/database'
import { deskOn, type Desk } from '../support/desk'
import { item, wrongCounters } from '../support/factories/bookings'
import { parentOf } from '../portal/portal-town'
import { smallTown } from '../support/factories/town'

/** Lets other transactions run into the locks of this one. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 250))

onEachDatabase('requests, while something else happens', (open) => {
  async function townDesk() {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const send = (items: BookingItem[]) => ({
      ...{ id: randomUUID(), kind: 'booking' as const, familyId: town.berthelot.id, accountId: town.parent.id },
      ...{
        authorName: 'Sarah Berthelot',
        payload: { items },
        submittedAt: desk.clock.now(),
        origin: 'portal' as const,
      },
    })
    const day = (date: string, action: BookingItem['action'] = 'book') =>
      item(town.enrolments.linaLeisure, town.leisure.day, date, action)
    return { desk, town, send, day }
  }
  const statesOf = async (desk: Desk) => {
    const rows = await desk.read(({ db }) => db.rows<{ state: string }>`select state from booking order by date, id`)
    return rows.map(({ state }) => state)
  }

  it('does not book a day that the family takes back while an agent accepts the rest', async () => {
    const { desk, send, day } = await townDesk()
    const asked = send([day('2026-12-16'), day('2026-12-23')])
    const { request } = await desk.write((ctx) => submitRequest(ctx, asked))
    expect(await statesOf(desk)).toEqual(['requested', 'requested'])
    let tell = () => {}
    const takenBack = new Promise<void>((resolve) => (tell = resolve))
    const takingBack = desk.write(async (ctx) => {
      await submitRequest(ctx, send([day('2026-12-16', 'cancel')]))
      tell()
      await aWhile()
    })
    await takenBack
    const accepting = desk.write((ctx) => decideRequest(ctx, { id: request.id, version: 1, decision: 'accept' }))
    await Promise.all([takingBack, accepting])
    expect(await statesOf(desk)).toEqual(['cancelled', 'booked'])
    expect(await desk.read(wrongCounters)).toEqual([])
  })

  it('books nothing for a parent in an activity that is not on the portal, or that is archived', async () => {
    const { desk, town, day } = await townDesk()
    const parent = parentOf(desk, town.parent.token)
    const submit = async (date: string) => {
      const { outcomes } = await parent.value('booking.submit', { id: randomUUID(), items: [day(date)] })
      return outcomes[0]
    }
    await desk.write(
      (ctx) => ctx.db.run`update activity set on_portal = ${false}, version = version + 1
      where id = ${town.leisure.id}`,
    )
    expect(await submit('2026-12-16')).toMatchObject({ outcome: 'refused', refusal: { code: 'booking.closed' } })
    await desk.write(
      (ctx) => ctx.db.run`update activity set on_portal = ${true}, archived_at = ${ctx.now},
      version = version + 1 where id = ${town.leisure.id}`,
    )
    expect(await submit('2026-12-23')).toMatchObject({ outcome: 'refused', refusal: { code: 'booking.closed' } })
    expect(await statesOf(desk)).toEqual([])
  })
})
