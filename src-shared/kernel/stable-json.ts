/**
 * JSON with sorted keys and no undefined member: two equal values give the same text, so that their hashes can be compared.
 * Refuses what JSON would lose in silence (NaN, infinities, functions, class instances such as Date or Map).
 */
export function stableStringify(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${Array.from(value, stableItem).join(',')}]`
  if (typeof value === 'object' && isPlainObject(value)) return stringifyMembers(value)
  throw new TypeError(`JSON has no ${typeof value}`)
}

function stableItem(item: unknown): string {
  return item === undefined ? 'null' : stableStringify(item)
}

function stringifyMembers(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${stableStringify(member)}`)
  return `{${members.join(',')}}`
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
