import { describe, expect, it } from 'vitest'
import { entities } from '../../src-main/database/entities'

const SNAKE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/
const PORTABLE = ['integer', 'boolean', 'varchar', 'text', 'simple-json']

const tables = entities.map((entity) => entity.options)
const columns = tables.flatMap((table) =>
  Object.entries(table.columns).map(([property, column]) => ({ table: String(table.tableName), property, column })),
)

describe('tables', () => {
  it('are all named, in snake_case', () => {
    expect(tables.length).toBeGreaterThan(10)
    expect(tables.map((table) => String(table.tableName)).filter((name) => !SNAKE.test(name))).toEqual([])
  })

  it('have columns in snake_case', () => {
    expect(
      columns.filter(({ column }) => !SNAKE.test(column?.name ?? '')).map((c) => `${c.table}.${c.property}`),
    ).toEqual([])
  })

  it('have columns of the types that both databases store alike', () => {
    const odd = columns.filter(({ column }) => !PORTABLE.includes(String(column?.type)))
    expect(odd.map((c) => `${c.table}.${c.property}: ${String(c.column?.type)}`)).toEqual([])
  })

  it('have named indexes and foreign keys, so that the two databases can be compared', () => {
    const unnamed = tables.filter((table) =>
      [...(table.indices ?? []), ...(table.foreignKeys ?? [])].some((x) => !x.name),
    )
    expect(unnamed.map((table) => table.name)).toEqual([])
  })

  it('have no relation: a row is a row', () => {
    expect(tables.filter((table) => table.relations).map((table) => table.name)).toEqual([])
  })
})
