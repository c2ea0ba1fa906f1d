import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDate } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import { type DaySlot, type PackageRule, type SiblingRule, priceDay } from '../../../src-shared/rules/price-day'

const [morning, midday, evening] = [1, 2, 3] as const
const slot = (childId: number, slotId: number, amount: number, birth: string | null = '2018-01-01'): DaySlot => ({
  childId,
  slotId,
  amountCents: cents(amount),
  birthDate: birth === null ? null : localDate(birth),
})
const degressive: SiblingRule = { order: 'eldest-first', percents: [100, 80, 50] }
const sum = (lines: readonly { amountCents: number }[]) => lines.reduce((total, line) => total + line.amountCents, 0)

describe('a day of several siblings', () => {
  const three = [slot(7, midday, 400, '2020-05-01'), slot(8, midday, 400, '2016-02-01'), slot(9, midday, 400, null)]

  it('costs less by rank, the eldest first, a child of unknown age last', () => {
    const lines = priceDay(three, { siblings: degressive })
    expect(lines.map(({ childId, rank, amountCents }) => [childId, rank, amountCents])).toEqual([
      [8, 1, 400],
      [7, 2, 320],
      [9, 3, 200],
    ])
  })

  it('may cost the same for all, by how many are there', () => {
    const siblings: SiblingRule = { order: 'same-for-all', percents: [100, 80, 50] }
    expect(priceDay(three, { siblings }).map(({ amountCents }) => amountCents)).toEqual([200, 200, 200])
    expect(priceDay(three.slice(0, 2), { siblings }).map(({ amountCents }) => amountCents)).toEqual([320, 320])
  })

  it('counts only those who are there, and keeps the last share for every rank beyond', () => {
    expect(sum(priceDay([slot(7, midday, 400)], { siblings: degressive }))).toBe(400)
    const five = [1, 2, 3, 4, 5].map((id) => slot(id, midday, 400))
    expect(priceDay(five, { siblings: degressive }).map(({ percent }) => percent)).toEqual([100, 80, 50, 50, 50])
  })

  it('is rounded once a line: half of 2.45 is 1.23', () => {
    expect(sum(priceDay([slot(7, midday, 245)], { siblings: { order: 'eldest-first', percents: [50] } }))).toBe(123)
  })
})

describe('a package of slots', () => {
  const packages: PackageRule[] = [
    { slotIds: [morning, evening], amountCents: cents(250) },
    { slotIds: [morning, midday, evening], amountCents: cents(600) },
  ]
  const day = [slot(7, morning, 150), slot(7, midday, 400), slot(7, evening, 200)]

  it('is the largest that fits, each slot being used once', () => {
    expect(priceDay(day, { packages })).toMatchObject([{ slotIds: [morning, midday, evening], amountCents: 600 }])
    expect(priceDay([day[0]!, day[2]!], { packages })).toMatchObject([{ amountCents: 250 }])
    expect(sum(priceDay(day.slice(0, 2), { packages }))).toBe(550)
  })

  it('belongs to one child: the morning of one and the evening of another make none', () => {
    expect(sum(priceDay([slot(7, morning, 150), slot(8, evening, 200)], { packages }))).toBe(350)
  })

  it('is left when its slots cost less, unless the town wants it so', () => {
    const dear = { slotIds: [morning, evening], amountCents: cents(900) }
    expect(sum(priceDay([day[0]!, day[2]!], { packages: [dear] }))).toBe(350)
    expect(sum(priceDay([day[0]!, day[2]!], { packages: [{ ...dear, evenIfDearer: true }] }))).toBe(900)
  })

  it('with siblings, is shared by rank as a whole', () => {
    const both = [...day, ...day.map((one) => ({ ...one, childId: 8 }))]
    expect(priceDay(both, { packages, siblings: degressive }).map(({ amountCents }) => amountCents)).toEqual([600, 480])
  })
})

describe('any day', () => {
  const slots = fc.uniqueArray(
    fc.record({ childId: fc.integer({ min: 1, max: 4 }), slotId: fc.integer({ min: 1, max: 4 }), amount: fc.nat(900) }),
    { selector: ({ childId, slotId }) => `${childId} ${slotId}`, maxLength: 12 },
  )
  const packages = fc.array(
    fc.record({
      slotIds: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
      amountCents: fc.nat(2000).map(cents),
    }),
    { maxLength: 5 },
  )

  it('does not depend on the order of what was booked, uses each slot once, and never costs more than its parts', () => {
    fc.assert(
      fc.property(slots, packages, (some, rules) => {
        const day = some.map(({ childId, slotId, amount }) => slot(childId, slotId, amount, `201${childId}-01-01`))
        const lines = priceDay(day, { packages: rules, siblings: degressive })
        expect(priceDay(day.toReversed(), { packages: rules, siblings: degressive })).toEqual(lines)
        const used = lines.flatMap(({ childId, slotIds }) => slotIds.map((slotId) => `${childId} ${slotId}`))
        expect(used.toSorted()).toEqual(some.map(({ childId, slotId }) => `${childId} ${slotId}`).toSorted())
        expect(sum(priceDay(day, { packages: rules }))).toBeLessThanOrEqual(sum(day))
        for (const { amountCents } of lines) expect(amountCents).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
