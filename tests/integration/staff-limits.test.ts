import { expect, it } from 'vitest'
import { createRun, draftRun } from '../../src-main/modules/billing'
import { emailFamily } from '../../src-main/modules/messaging'
import { readJob, startJob } from '../../src-main/kernel/jobs'
import type { OutboxMessage } from '../../src-shared/contract/staff/messaging'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf } from '../support/desk'
import { insertStaffMember, insertStructure, smallTown } from '../support/factories/town'

onEachDatabase('what a member of the staff may not do', (open) => {
  async function townDesk() {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const call = async (token: string, operation: string, input: unknown) =>
      (await desk.staff.dispatcher.call(operation, input, caller(token))).reply
    /** An agent who works for a structure where nobody is enrolled. */
    const elsewhere = await desk.write(async (ctx) => {
      const structure = await insertStructure(ctx, {
        code: 'LIL',
        name: 'Crèche des Lilas',
        kind: 'nursery',
        position: 9,
      })
      return insertStaffMember(ctx, { role: 'agent', email: 'creche@aubrelles.invalid', structureIds: [structure] })
    })
    return { desk, town, call, elsewhere }
  }

  it('reads no message to a family of another structure, and sends none of them again', async () => {
    const { desk, town, call, elsewhere } = await townDesk()
    await desk.write((ctx) =>
      emailFamily(ctx, {
        ...{ dedupeKey: 'k', kind: 'request', familyId: town.berthelot.id },
        ...{ subject: 'Lina', text: 'Lina, lundi 7 décembre' },
      }),
    )
    const read = async (token: string) =>
      valueOf<{ messages: OutboxMessage[]; total: number; counts: { pending: number } }>(
        await call(token, 'messaging.outbox', {}),
      )
    expect(await read(town.staff.agent.token)).toMatchObject({ total: 1, counts: { pending: 1 } })
    expect(await read(elsewhere.token)).toMatchObject({ messages: [], total: 0, counts: { pending: 0 } })
    const [message] = (await read(town.staff.agent.token)).messages
    const retry = await call(elsewhere.token, 'messaging.retry', { id: message?.id })
    expect(retry).toMatchObject({ ok: false, error: { code: 'record.not-found' } })
  })

  it('stops no work that is not theirs: an invoice run, places for those who wait', async () => {
    const { desk, town, call, elsewhere } = await townDesk()
    const draft = await desk.write(async (ctx) => draftRun(ctx, (await createRun(ctx, yearMonth('2026-11'))).id))
    const places = await desk.write((ctx) => startJob(ctx, 'waiting-list', { activityId: town.leisure.id }))
    const stop = (token: string, id: number) => call(token, 'jobs.cancel', { id })
    const refused = { ok: false, error: { code: 'permission.missing' } }
    expect(await stop(town.staff.animator.token, draft)).toMatchObject(refused)
    expect(await stop(elsewhere.token, draft)).toMatchObject(refused)
    expect(await stop(town.staff.agent.token, places)).toMatchObject(refused)
    expect(await desk.read((ctx) => readJob(ctx, draft))).toMatchObject({ status: 'queued' })
    expect(await stop(town.staff.agent.token, draft)).toMatchObject({ ok: true })
    expect(await desk.read((ctx) => readJob(ctx, draft))).toMatchObject({ status: 'cancelled' })
  })
})
