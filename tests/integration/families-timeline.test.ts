import { expect, it } from 'vitest'
import type { TimelineEntry } from '../../src-shared/contract/staff/families'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'
import { deskWithTown, familyFields } from '../support/factories/families'

interface Page {
  entries: TimelineEntry[]
  more: boolean
}

onEachDatabase('the history of a family', (open) => {
  /** A request refused, an invoice published, a payment taken back, and an act of an agent, on known days. */
  const start = async () => {
    const desk = deskOn(await open())
    const { town, ask } = await deskWithTown(desk)
    const familyId = town.diallo.id
    await desk.write(async ({ db }) => {
      await db.run`insert into request (id, kind, family_id, account_id, author_name, payload, submitted_at, received_at, origin,
          status, outcome, reason, decided_at, decided_by, version, topic, subject, title, about, waiting_since, exchanges, automatic)
        values ('0b0e7f4e-6f3b-4c61-9d55-1d4c2f3c9a01', 'booking', ${familyId}, ${null}, 'Mariama Diallo', '{"items":[{},{}]}',
          '2026-11-20T08:00:00.000Z', '2026-11-20T08:00:00.000Z', 'portal', 'refused', '{}', 'Groupe complet',
          '2026-11-21T09:00:00.000Z', 'Élise Marchand', 2, 'bookings', '', '', '', '2026-11-20T08:00:00.000Z', '[]', ${false})`
      const invoice = {
        kind: 'invoice',
        series: 'FA-2026',
        number: 9,
        reference: 'FA-2026-0009',
        familyId,
        runId: null,
      }
      await db.insert('invoice', {
        ...invoice,
        period: '2026-10',
        issuedOn: '2026-11-05',
        dueOn: '2026-12-05',
        totalCents: 4820,
        cancelsId: null,
        cancelledAt: null,
        publishedAt: null,
        recipient: '{}',
      })
      await db.insert('payment', {
        familyId,
        method: 'cheque',
        amountCents: 4820,
        receivedOn: '2026-11-10',
        receiptNumber: 1,
        reference: '',
        payerName: '',
        attemptId: null,
        createdAt: '2026-11-10T10:00:00.000Z',
        createdBy: 'Paul Lemoine',
        cancelledAt: '2026-11-12T10:00:00.000Z',
        cancelledBy: 'Paul Lemoine',
        cancelReason: 'Chèque sans provision',
      })
    })
    const agent = ask(town.staff.agent.token)
    await agent('families.update', { id: familyId, version: 1, family: familyFields })
    return { desk, town, agent, familyId }
  }

  it('tells the acts, the requests, the invoices and the payments together, newest first', async () => {
    const { agent, familyId } = await start()
    const { entries, more } = await agent<Page>('families.timeline', { familyId })
    expect(entries.map(({ operation }) => operation)).toEqual([
      'families.update',
      'request.refused',
      'request.submitted',
      'payment.cancelled',
      'payment.received',
      'invoice.issued',
    ])
    expect(more).toBe(false)
    expect(entries[1]).toMatchObject({ actorName: 'Élise Marchand', summary: { items: 2, reason: 'Groupe complet' } })
    expect(entries[2]).toMatchObject({ actorKind: 'parent', actorName: 'Mariama Diallo' })
    expect(entries[5]).toMatchObject({ timed: false, at: '2026-11-04T23:00:00.000Z' })
  })

  it('gives the same history page by page, nothing lost and nothing twice', async () => {
    const { agent, familyId } = await start()
    const whole = (await agent<Page>('families.timeline', { familyId })).entries.map(({ key }) => key)
    const keys: string[] = []
    let before: { at: string; key: string } | undefined
    for (let more = true; more;) {
      const page = await agent<Page>('families.timeline', { familyId, limit: 2, before })
      keys.push(...page.entries.map(({ key }) => key))
      const last = page.entries.at(-1)
      before = last && { at: last.at, key: last.key }
      more = page.more
    }
    expect(keys).toEqual(whole)
  })

  it('does not tell that a health record was read', async () => {
    const { agent, town } = await start()
    await agent('children.healthOfFamily', { familyId: town.berthelot.id })
    expect((await agent<Page>('families.timeline', { familyId: town.berthelot.id })).entries).toEqual([])
  })
})
