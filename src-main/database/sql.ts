/** A piece of SQL with its values apart; values never enter the text. */
export interface Sql {
  readonly parts: readonly string[]
  readonly values: readonly unknown[]
}

class Fragment implements Sql {
  readonly parts: readonly string[]
  readonly values: readonly unknown[]
  constructor(parts: readonly string[], values: readonly unknown[]) {
    this.parts = parts
    this.values = values
  }
}

const isSql = (value: unknown): value is Sql => value instanceof Fragment

/** `` sql`select * from family where id = ${id} and zone in ${['A','B']}` ``: arrays become `(…)`, other `sql` pieces nest. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Sql {
  const parts: string[] = [strings[0] ?? '']
  const bound: unknown[] = []
  const append = (text: string) => {
    parts[parts.length - 1] += text
  }
  const bind = (value: unknown) => {
    bound.push(value)
    parts.push('')
  }
  values.forEach((value, index) => {
    if (isSql(value)) {
      append(value.parts[0] ?? '')
      value.values.forEach((inner, position) => {
        bind(inner)
        append(value.parts[position + 1] ?? '')
      })
    } else if (Array.isArray(value)) {
      // An empty list matches nothing: `in (null)` is never true on either engine.
      if (value.length === 0) append('(null)')
      else {
        append('(')
        value.forEach((item: unknown, position) => {
          if (position > 0) append(',')
          bind(item)
        })
        append(')')
      }
    } else bind(value)
    append(strings[index + 1] ?? '')
  })
  return new Fragment(parts, bound)
}

/** SQL text written by the program itself (a column name, an order). Never pass anything a user typed. */
export function rawSql(text: string): Sql {
  return new Fragment([text], [])
}

/** Joins pieces with a separator, as in `joinSql(conditions, ' and ')`. */
export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  return pieces.reduce<Sql>(
    (all, piece, index) => (index === 0 ? piece : sql`${all}${rawSql(separator)}${piece}`),
    rawSql(''),
  )
}

/** Renders for an engine: `?` on SQLite, `$1…` on PostgreSQL. */
export function renderSql(piece: Sql, engine: 'sqlite' | 'postgres'): { text: string; values: unknown[] } {
  if (engine === 'sqlite') {
    return {
      text: piece.parts.join('?'),
      values: piece.values.map((v) => (typeof v === 'boolean' ? Number(v) : (v ?? null))),
    }
  }
  const text = piece.parts.reduce((all, part, index) => (index === 0 ? part : `${all}$${index}${part}`), '')
  return { text, values: piece.values.map((v) => v ?? null) }
}
