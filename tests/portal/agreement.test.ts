import { expect, it } from 'vitest'
import { generateDemo } from '../../src-main/demo'
import { hashToken } from '../../src-main/modules/accounts'
import { localDate } from '../../src-shared/kernel/local-date'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { deskOn } from '../support/desk'
import { onEachDatabase } from '../support/database'
import { parentOf } from './portal-town'

/** What the button of a cell promises, and what the desk may answer when it is clicked alone. */
const promised: Record<string, string[]> = {
  book: ['booked', 'awaiting-payment'],
  request: ['requested'],
  waitlist: ['waiting'],
}

onEachDatabase('the calendar and the desk', (open) => {
  it('agree on every cell of every family of the demonstration: what may be done, and at what price', async () => {
    const desk = deskOn(await open())
    await generateDemo(desk.services, { size: 'demo', today: localDate('2026-12-02') })
    const accounts = await desk.write(async ({ db, now }) => {
      const rows = await db.rows<{
        id: number
        familyIds: string
      }>`select id, family_ids from portal_account order by id`
      for (const { id, familyIds } of rows) {
        const [familyId = 0] = JSON.parse(familyIds) as number[]
        await db.run`insert into portal_session (token_hash, account_id, family_id, created_at, expires_at, user_agent)
          values (${hashToken(`token-${id}`)}, ${id}, ${familyId}, ${now}, '2099-01-01T00:00:00.000Z', 'test')`
      }
      return rows
    })
    let compared = 0
    for (const { id } of accounts) {
      const parent = parentOf(desk, `token-${id}`)
      const calendar = await parent.value('calendar.month', { month: yearMonth('2026-12') })
      const cells = calendar.days.flatMap(({ date, cells: ofDay }) =>
        ofDay.flatMap((cell) => (cell.action && promised[cell.action] ? [{ date, cell, action: cell.action }] : [])),
      )
      // one child at a time: two siblings in one recap may be two on a last place
      for (const child of calendar.children.keys()) {
        const mine = cells.filter(({ cell }) => cell.child === child)
        if (mine.length === 0) continue
        const { outcomes } = await parent.value('booking.quote', {
          items: mine.map(({ date, cell }) => {
            return {
              enrolmentId: cell.enrolmentId,
              slotId: calendar.services[cell.service]?.slotId ?? 0,
              date,
              action: 'book',
            }
          }),
        })
        outcomes.forEach((outcome, index) => {
          const { cell, action, date } = mine[index] ?? expect.fail('an outcome for nothing')
          expect([date, promised[action]?.includes(outcome.outcome), outcome.amountCents]).toEqual([
            date,
            true,
            cell.price === null ? null : calendar.prices[cell.price]?.amountCents,
          ])
          compared += 1
        })
      }
    }
    expect(compared).toBeGreaterThan(500)
  })
})
