import { expect, it } from 'vitest'
import { onEachDatabase } from '../support/database'

/** The scenario that lost acknowledged writes when requests shared one TypeORM connection. */
onEachDatabase('the gate', (open) => {
  it('keeps every acknowledged write of 200 concurrent writers, some failing, under 100 readers', async () => {
    const { database } = await open()
    const startValue = 1_000_000
    await database.write(
      (db) => db.run`insert into number_series (series, next_number) values ('a', ${startValue}), ('b', 0)`,
    )
    const seen: number[] = []
    const writers = Array.from({ length: 200 }, (_, i) =>
      database
        .write(async (db) => {
          await db.run`update number_series set next_number = next_number - 7 where series = 'a'`
          await new Promise((resolve) => setImmediate(resolve))
          await db.run`update number_series set next_number = next_number + 7 where series = 'b'`
          if (i % 5 === 0) throw new Error('refused')
          return 'acknowledged'
        })
        .catch(() => 'refused'),
    )
    const readers = Array.from({ length: 100 }, async () => {
      const [row] = await database.read(
        (db) => db.rows<{ total: number }>`select sum(next_number) as total from number_series`,
      )
      seen.push(Number(row?.total))
    })
    const outcomes = await Promise.all(writers)
    await Promise.all(readers)
    const acknowledged = outcomes.filter((o) => o === 'acknowledged').length
    expect(acknowledged).toBe(160)
    const rows = await database.read(
      (db) => db.rows<{ series: string; nextNumber: number }>`select * from number_series order by series`,
    )
    expect(rows.map((r) => r.nextNumber)).toEqual([startValue - 7 * acknowledged, 7 * acknowledged])
    expect(new Set(seen)).toEqual(new Set([startValue]))
  })

  it('gives the rows that an update or a delete returns', async () => {
    const { database } = await open()
    const returned = await database.write(async (db) => {
      await db.run`insert into number_series (series, next_number) values ('a', 1), ('b', 1)`
      return {
        updated:
          await db.rows`update number_series set next_number = 2 where series = 'a' returning series, next_number`,
        deleted: await db.one`delete from number_series where series = 'b' returning series`,
        none: await db.rows`delete from number_series where series = 'c' returning series`,
      }
    })
    expect(returned).toEqual({ updated: [{ series: 'a', nextNumber: 2 }], deleted: { series: 'b' }, none: [] })
  })

  it('refuses a promise that outlives its unit of work', async () => {
    const { database } = await open()
    const late = await database.write((db) =>
      Promise.resolve(() => db.run`insert into number_series values ('late', 1)`),
    )
    expect(() => late()).toThrow(/unit of work ended/)
  })

  it('refuses a unit of work opened inside another one rather than waiting for ever', async () => {
    const { database } = await open()
    await expect(database.write(() => database.write(() => Promise.resolve(1)))).rejects.toThrow(/inside another/)
  })

  it('lets nobody rewrite the audit log', async () => {
    const { database } = await open()
    await database.write(
      (db) => db.run`insert into audit_log (at, actor_kind, actor_name, operation, entity, entity_id, summary)
        values ('2026-12-02T15:10:00.000Z', 'system', 'x', 'y', 'z', '1', '{}')`,
    )
    await expect(database.write((db) => db.run`update audit_log set actor_name = 'other'`)).rejects.toThrow(
      /append-only/,
    )
    await expect(database.write((db) => db.run`delete from audit_log`)).rejects.toThrow(/append-only/)
  })
})
