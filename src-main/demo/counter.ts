/** Numbers given in order, one series a table. */
export type NextId = () => number

export function counter(start = 1): NextId {
  let next = start
  return () => next++
}
