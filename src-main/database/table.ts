import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm'

/** A portable column (see docs/adr on databases): only types that both engines store and return alike. */
interface Column<T> {
  options: EntitySchemaColumnOptions
  /** Carries the row's TypeScript type; never set. */
  type?: T
}

const make = <T>(options: EntitySchemaColumnOptions): Column<T> => ({ options })

/** Adds what a column may say of itself; `optional` makes it nullable. */
export const column = {
  /** Primary key given by the desk. */
  id: () => make<number>({ type: 'integer', primary: true, generated: 'increment' }),
  /** Primary key that is another table's id, or a key given by the program. */
  key: () => make<number>({ type: 'integer', primary: true }),
  textKey: () => make<string>({ type: 'varchar', primary: true }),
  /** Primary key made by a portal or a browser, so that a repeated send is harmless. */
  uuid: () => make<string>({ type: 'varchar', length: '36', primary: true }),
  int: () => make<number>({ type: 'integer' }),
  bool: () => make<boolean>({ type: 'boolean' }),
  text: <T extends string = string>() => make<T>({ type: 'text' }),
  /** JSON kept as text: read it through a zod schema. */
  json: () => make<string>({ type: 'text' }),
  date: <T extends string = string>() => make<T>({ type: 'varchar', length: '10' }),
  instant: <T extends string = string>() => make<T>({ type: 'varchar', length: '24' }),
  optional: <T>(inner: Column<T>): Column<T | null> => make<T | null>({ ...inner.options, nullable: true }),
  /** What a row holds when nothing is said of it: for the many details of a file that most rows never fill. */
  initially: <T extends string | number | boolean>(inner: Column<T>, value: T): Column<T> =>
    make<T>({ ...inner.options, default: value }),
}

type Columns = Record<string, Column<unknown>>
type RowFrom<C extends Columns> = { [K in keyof C]: C[K] extends Column<infer T> ? T : never }

/** The row type of a table, columns in camelCase. */
export type RowOf<S> = S extends EntitySchema<infer T> ? T : never

interface TableExtras<C extends Columns> {
  unique?: (keyof C & string)[][]
  index?: (keyof C & string)[][]
  /** column → referenced table (its `id`, or the column after a dot) */
  references?: Partial<Record<keyof C & string, string>>
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Declares a table: singular snake_case name, camelCase properties, named indexes and foreign keys. */
export function table<C extends Columns>(
  name: string,
  columns: C,
  extras: TableExtras<C> = {},
): EntitySchema<RowFrom<C>> {
  const entries = Object.entries(columns).map(([property, col]) => [
    property,
    { ...col.options, name: snakeCase(property) },
  ])
  const indexName = (kind: string, list: string[]) => `${kind}_${name}_${list.map(snakeCase).join('_')}`.slice(0, 60)
  const indices = [
    ...(extras.unique ?? []).map((list) => ({ name: indexName('uq', list), columns: list, unique: true })),
    ...(extras.index ?? []).map((list) => ({ name: indexName('ix', list), columns: list })),
  ]
  const foreignKeys = Object.entries(extras.references ?? {}).map(([property, target]) => {
    const [entity = '', referenced = 'id'] = String(target).split('.')
    return {
      name: indexName('fk', [property]),
      target: entity,
      columnNames: [property],
      referencedColumnNames: [referenced],
    }
  })
  return new EntitySchema<RowFrom<C>>({
    name,
    tableName: name,
    columns: Object.fromEntries(entries),
    indices,
    foreignKeys,
  })
}
