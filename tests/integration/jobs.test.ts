import { expect, it } from 'vitest'
import { cancelJob, createJobRunner, readJob, startJob, type JobDefinition } from '../../src-main/kernel/jobs'
import { onEachDatabase, type TestDatabase } from '../support/database'
import { deskOn } from '../support/desk'

/** Adds its numbers to a series, ten a step. */
const addUp: JobDefinition = {
  kind: 'add-up',
  step: async (ctx, params, cursor) => {
    const { total, failAt } = params as { total: number; failAt?: number }
    const from = Number(cursor ?? 0)
    const to = Math.min(from + 10, total)
    await ctx.db.run`update number_series set next_number = next_number + ${to - from} where series = 'sum'`
    if (failAt !== undefined && to > failAt) throw new Error('a bug in a step')
    return { progress: to, total, cursor: to, ...(to === total ? { done: { result: { added: to } } } : {}) }
  },
}

async function deskWithSeries(test: TestDatabase) {
  const desk = deskOn(test)
  await desk.write((ctx) => ctx.db.run`insert into number_series (series, next_number) values ('sum', 0)`)
  const sum = async () =>
    (await desk.read((ctx) => ctx.db.one<{ nextNumber: number }>`select next_number from number_series`))?.nextNumber
  return { desk, sum }
}

onEachDatabase('long work', (open) => {
  it('runs to its end in short steps and keeps its result', async () => {
    const { desk, sum } = await deskWithSeries(await open())
    const runner = createJobRunner(desk.services, [addUp])
    desk.onWake(() => runner.wake())
    const events: number[] = []
    desk.bus.subscribe((event) => event.type === 'job' && events.push(event.progress))
    const id = await desk.write((ctx) => startJob(ctx, 'add-up', { total: 35 }))
    await runner.idle()
    expect(await desk.read((ctx) => readJob(ctx, id))).toMatchObject({
      status: 'done',
      progress: 35,
      result: { added: 35 },
    })
    expect(events).toEqual([10, 20, 30, 35])
    expect(await sum()).toBe(35)
  })

  it('goes on from the last committed step after the program stopped, and counts nothing twice', async () => {
    const { desk, sum } = await deskWithSeries(await open())
    const first = createJobRunner(desk.services, [
      {
        kind: 'add-up',
        step: async (ctx, params, cursor) => {
          if (Number(cursor ?? 0) >= 20) void first.stop()
          return addUp.step(ctx, params, cursor)
        },
      },
    ])
    const id = await desk.write((ctx) => startJob(ctx, 'add-up', { total: 95 }))
    first.wake()
    await first.idle()
    expect(await desk.read((ctx) => readJob(ctx, id))).toMatchObject({ status: 'running', progress: 30 })
    const second = createJobRunner(desk.services, [addUp])
    second.wake()
    await second.idle()
    expect(await desk.read((ctx) => readJob(ctx, id))).toMatchObject({ status: 'done', progress: 95 })
    expect(await sum()).toBe(95)
  })

  it('keeps what was done before a failing step, says that it failed, and lets the next job run', async () => {
    const { desk, sum } = await deskWithSeries(await open())
    const runner = createJobRunner(desk.services, [addUp])
    const failing = await desk.write((ctx) => startJob(ctx, 'add-up', { total: 50, failAt: 20 }))
    const next = await desk.write((ctx) => startJob(ctx, 'add-up', { total: 5 }))
    runner.wake()
    await runner.idle()
    const jobs = await desk.read(async (ctx) => [await readJob(ctx, failing), await readJob(ctx, next)])
    expect(jobs.map((job) => job.status)).toEqual(['failed', 'done'])
    expect(jobs[0]?.error).toMatch(/^Erreur /)
    expect(await sum()).toBe(25)
  })

  it('stops a cancelled job before its next step', async () => {
    const { desk, sum } = await deskWithSeries(await open())
    const runner = createJobRunner(desk.services, [addUp])
    const id = await desk.write((ctx) => startJob(ctx, 'add-up', { total: 50 }))
    await desk.write((ctx) => cancelJob(ctx, id))
    runner.wake()
    await runner.idle()
    expect(await desk.read((ctx) => readJob(ctx, id))).toMatchObject({ status: 'cancelled' })
    expect(await sum()).toBe(0)
  })
})
