import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareWaiters, priorityOf, servedFrom, type Waiter } from '../../../src-shared/rules/waiting-list'

const waiter = (id: number, more: Partial<Waiter> = {}): Waiter => {
  return { id, familyId: id, groupId: 1, waitingPriority: 0, waitingSince: '2026-12-01', together: false, ...more }
}
const idsOf = (served: Waiter[][]) => served.map((unit) => unit.map(({ id }) => id))
const places = (left: number | null, overGroups: number | null = null) => ({ ofGroup: () => left, overGroups })

describe('the waiting list', () => {
  it('is in the order of the dates asked, after the priorities of the activity', () => {
    const line = [
      waiter(3),
      waiter(1),
      waiter(2, { waitingSince: '2026-11-30' }),
      waiter(4, { waitingPriority: 1, waitingSince: '2026-12-02' }),
    ]
    expect(line.toSorted(compareWaiters).map(({ id }) => id)).toEqual([4, 2, 1, 3])
  })

  it('weighs its first criterion above all the others', () => {
    const criteria = ['a', 'b', 'c']
    expect(priorityOf(criteria, (one) => one === 'a')).toBeGreaterThan(priorityOf(criteria, (one) => one !== 'a'))
    expect(priorityOf([], () => true)).toBe(0)
  })

  it('keeps brothers and sisters together: all of them get a place, or the next family does', () => {
    const line = [
      waiter(1, { familyId: 7, together: true }),
      waiter(2, { familyId: 7, together: true, groupId: 2 }),
      waiter(3),
    ]
    const oneEach = (of: Record<number, number>) => ({ ofGroup: (id: number) => of[id] ?? 0, overGroups: null })
    expect(idsOf(servedFrom(line, oneEach({ 1: 1, 2: 0 })))).toEqual([[3]])
    expect(idsOf(servedFrom(line, oneEach({ 1: 1, 2: 1 })))).toEqual([[1, 2]])
    expect(idsOf(servedFrom(line, { ...oneEach({ 1: 5, 2: 5 }), overGroups: 1 }))).toEqual([[3]])
    expect(idsOf(servedFrom(line, places(null)))).toEqual([[1, 2], [3]])
  })

  it('never gives more than the places, never separates those who stay together, and passes over nobody who fits', () => {
    const any = fc.record({
      familyId: fc.integer({ min: 1, max: 4 }),
      groupId: fc.integer({ min: 1, max: 2 }),
      together: fc.boolean(),
    })
    const left = fc.tuple(fc.integer({ min: -1, max: 4 }), fc.integer({ min: -1, max: 4 }))
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 9 }),
        left,
        fc.option(fc.integer({ min: -1, max: 6 })),
        (list, of, over) => {
          const line = list.map((one, index) => waiter(index + 1, one))
          const given = servedFrom(line, { ofGroup: (id) => of[id - 1] ?? 0, overGroups: over }).flat()
          const inGroup = (id: number) => given.filter(({ groupId }) => groupId === id).length
          for (const id of [1, 2]) expect(inGroup(id)).toBeLessThanOrEqual(Math.max(0, of[id - 1] ?? 0))
          if (over !== null) expect(given.length).toBeLessThanOrEqual(Math.max(0, over))
          expect(new Set(given).size).toBe(given.length)
          for (const family of [1, 2, 3, 4]) {
            const all = line.filter((one) => one.together && one.familyId === family)
            expect([0, all.length]).toContain(all.filter((one) => given.includes(one)).length)
          }
          const alone = line.filter((one) => !one.together && !given.includes(one))
          for (const { groupId } of alone) {
            const isFull = inGroup(groupId) >= (of[groupId - 1] ?? 0) || (over !== null && given.length >= over)
            expect(isFull).toBe(true)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
