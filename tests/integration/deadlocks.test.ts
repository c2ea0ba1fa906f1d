import { expect, it } from 'vitest'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'

onEachDatabase('two transactions that wait for each other', (open) => {
  it('are both done, one after the other, and each says so once', async () => {
    const desk = deskOn(await open())
    await desk.write((ctx) => ctx.db.insertMany('number_series', [row('a'), row('b')]))
    const done: string[] = []
    const add = (first: string, second: string) =>
      desk.write(async (ctx) => {
        ctx.afterCommit(() => void done.push(first))
        await addOne(ctx.db, first)
        await new Promise((resolve) => setTimeout(resolve, 200))
        await addOne(ctx.db, second)
      })
    await Promise.all([add('a', 'b'), add('b', 'a')])
    const rows = await desk.read(({ db }) => db.rows`select series, next_number from number_series order by series`)
    expect(rows).toEqual([
      { series: 'a', nextNumber: 2 },
      { series: 'b', nextNumber: 2 },
    ])
    expect(done.toSorted()).toEqual(['a', 'b'])
  })
})

const row = (series: string) => ({ series, nextNumber: 0 })

type Db = Parameters<Parameters<ReturnType<typeof deskOn>['write']>[0]>[0]['db']
const addOne = (db: Db, series: string) =>
  db.run`update number_series set next_number = next_number + 1 where series = ${series}`
