import { expect, it } from 'vitest'
import { endEnrolment } from '../../src-main/modules/enrolments'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { deskOn, staffActor } from '../support/desk'
import { asParent, item } from '../support/factories/bookings'
import { smallTown } from '../support/factories/town'

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

onEachDatabase('an enrolment that ends while a parent books', (open) => {
  async function race(first: 'book' | 'end') {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const enrolmentId = town.enrolments.linaCanteen
    let begun = () => {}
    const isBegun = new Promise<void>((resolve) => (begun = resolve))
    const paced = async <T>(mine: 'book' | 'end', work: () => Promise<T>) => {
      const value = await work()
      if (mine === first) {
        begun()
        await pause(300)
      }
      return value
    }
    const acts = {
      book: () =>
        desk.write((ctx) =>
          paced('book', () => asParent(ctx, town.berthelot.id, [item(enrolmentId, town.canteen.midday, '2026-12-10')])),
        ),
      end: () =>
        desk.write(
          (ctx) =>
            paced('end', () => endEnrolment(ctx, { id: enrolmentId, version: 1, endDate: localDate('2026-12-04') })),
          staffActor(),
        ),
    }
    const earlier = acts[first]()
    await isBegun
    const later = acts[first === 'book' ? 'end' : 'book']()
    const results = await Promise.allSettled([earlier, later])
    const after = await desk.read(
      (ctx) => ctx.db.rows`select b.date from booking b join enrolment e on e.id = b.enrolment_id
        where b.date > e.end_date and b.state = 'booked'`,
    )
    return { results, after }
  }

  it('is not ended before the booking that was being made', async () => {
    const { results, after } = await race('book')
    expect(results[0]).toMatchObject({ value: [{ outcome: 'booked' }] })
    expect(results[1]).toMatchObject({ reason: { code: 'enrolment.has-bookings' } })
    expect(after).toEqual([])
  })

  it('takes no booking after the day on which it was being ended', async () => {
    const { results, after } = await race('end')
    expect(results[0]).toMatchObject({ status: 'fulfilled' })
    expect(results[1]).toMatchObject({ value: [{ outcome: 'refused', refusal: { code: 'booking.blocked' } }] })
    expect(after).toEqual([])
  })
})
