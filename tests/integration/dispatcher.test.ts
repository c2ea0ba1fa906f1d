import { z } from 'zod'
import { expect, it } from 'vitest'
import { createDispatcher, type Handlers } from '../../src-main/kernel/dispatcher'
import { anonymous, type Actor } from '../../src-main/kernel/actor'
import { command, query } from '../../src-shared/contract/operation'
import { refuse } from '../../src-shared/errors'
import { onEachDatabase, type TestDatabase } from '../support/database'
import { caller, deskOn, staffActor, valueOf } from '../support/desk'

const zSeries = z.object({ series: z.string().min(1, 'À renseigner') })
const contract = {
  'series.add': command({
    permission: 'settings.manage',
    input: zSeries.extend({ next: z.number().int() }),
    output: z.object({ next: z.number().int().max(100) }),
    audit: ({ series }, { next }) => ({ entity: 'number_series', id: series, summary: { next } }),
  }),
  'series.read': query({
    permission: 'settings.manage',
    input: zSeries,
    output: z.object({ next: z.number() }),
    audit: ({ series }) => ({ entity: 'number_series', id: series }),
  }),
}
type TestContract = typeof contract

const handlers: Handlers<TestContract> = {
  'series.add': async (ctx, { series, next }) => {
    await ctx.db.run`insert into number_series (series, next_number) values (${series}, ${next})`
    if (next === 13) refuse('record.duplicate', { series })
    if (next === 14) throw new Error('a bug')
    return { next }
  },
  'series.read': async (ctx, { series }) => {
    const row = await ctx.db.one<{ nextNumber: number }>`select * from number_series where series = ${series}`
    return row ? { next: row.nextNumber } : refuse('record.not-found')
  },
}

function dispatcherFor(test: TestDatabase) {
  const desk = deskOn(test)
  const people: Record<string, Actor> = {
    administrator: staffActor('administrator'),
    animator: staffActor('animator', { id: 2, name: 'Bruno' }),
  }
  const { call } = createDispatcher<TestContract, Actor>({
    contract,
    handlers,
    services: desk.services,
    resolveActor: (token) => Promise.resolve(people[token ?? ''] ?? anonymous),
  })
  const as = async (who: string | null, operation: string, input: unknown) =>
    (await call(operation, input, caller(who))).reply
  const count = async (table: 'number_series' | 'audit_log') =>
    Number(
      (table === 'audit_log'
        ? await desk.read((ctx) => ctx.db.one`select count(*) as n from audit_log`)
        : await desk.read((ctx) => ctx.db.one`select count(*) as n from number_series`))?.['n'],
    )
  return { as, count, desk }
}

onEachDatabase('the dispatcher', (open) => {
  it('runs an act and its trace in one transaction', async () => {
    const { as, desk } = dispatcherFor(await open())
    expect(valueOf(await as('administrator', 'series.add', { series: 'a', next: 7 }))).toEqual({ next: 7 })
    const rows = await desk.read((ctx) => ctx.db.rows`select operation, entity_id, actor_name, summary from audit_log`)
    expect(rows).toEqual([
      { operation: 'series.add', entityId: 'a', actorName: 'Élise Marchand', summary: '{"next":7}' },
    ])
  })

  it('leaves nothing behind a refusal, a bug or an output that breaks the contract', async () => {
    const { as, count } = dispatcherFor(await open())
    const refused = await as('administrator', 'series.add', { series: 'a', next: 13 })
    const bug = await as('administrator', 'series.add', { series: 'b', next: 14 })
    const broken = await as('administrator', 'series.add', { series: 'c', next: 1000 })
    expect([refused, bug, broken].map((r) => (r.ok ? 'ok' : r.error.code))).toEqual([
      'record.duplicate',
      'internal',
      'internal',
    ])
    expect(await count('number_series')).toBe(0)
    expect(await count('audit_log')).toBe(0)
  })

  it('checks the session, then the permission, then the input, with a sentence for each field', async () => {
    const { as } = dispatcherFor(await open())
    const codeOf = async (who: string | null, input: unknown) => {
      const reply = await as(who, 'series.add', input)
      return reply.ok ? 'ok' : reply.error
    }
    expect(await codeOf(null, {})).toMatchObject({ code: 'session.missing' })
    expect(await codeOf('animator', {})).toMatchObject({ code: 'permission.missing' })
    expect(await codeOf('administrator', { series: '', next: 1 })).toMatchObject({
      code: 'input.invalid',
      details: { fields: { series: 'À renseigner' } },
    })
  })

  it('leaves a trace of a reading that asks for one', async () => {
    const { as, count } = dispatcherFor(await open())
    await as('administrator', 'series.add', { series: 'a', next: 7 })
    expect(valueOf(await as('administrator', 'series.read', { series: 'a' }))).toEqual({ next: 7 })
    expect(await count('audit_log')).toBe(2)
  })
})
