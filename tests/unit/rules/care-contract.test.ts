import { describe, expect, it } from 'vitest'
import { localDate } from '../../../src-shared/kernel/local-date'
import { localTime } from '../../../src-shared/kernel/local-time'
import { contractCells, outsideMinutes, weekProblems } from '../../../src-shared/rules/care-contract'

const day = (weekday: number, slotId = 1) => ({ weekday, slotId, from: null, to: null })
const span = (from: string, to: string) => ({ from: localTime(from), to: localTime(to) })
const presence = (arrivedAt: string, leftAt: string) => {
  return { arrivedAt: localTime(arrivedAt), leftAt: localTime(leftAt) }
}

describe('the week of a contract', () => {
  it('asks for every such weekday of the period, both ends included', () => {
    const cells = contractCells([day(1), day(2, 7)], localDate('2026-12-07'), localDate('2026-12-14'))
    expect(cells).toEqual([
      { slotId: 1, date: '2026-12-07' },
      { slotId: 7, date: '2026-12-08' },
      { slotId: 1, date: '2026-12-14' },
    ])
    expect(contractCells([day(1)], localDate('2026-12-14'), localDate('2026-12-07'))).toEqual([])
  })

  it('has no slot twice, and hours in their order', () => {
    expect(weekProblems([day(1), day(1)])).toEqual(['twice'])
    expect(weekProblems([{ ...day(1), ...span('17:00', '08:00') }])).toEqual(['hours'])
    expect(weekProblems([{ ...day(1), from: localTime('08:00') }])).toEqual(['hours'])
    expect(weekProblems([{ ...day(1), ...span('08:00', '17:00') }, day(1, 2)])).toEqual([])
  })

  it('counts the minutes that the agreed hours do not cover, before, between and after, overlaps once', () => {
    const agreed = [span('08:30', '12:00'), span('14:00', '17:00'), span('11:00', '12:30')]
    expect(outsideMinutes(agreed, presence('08:30', '12:30'))).toBe(0)
    expect(outsideMinutes(agreed, presence('08:00', '17:20'))).toBe(30 + 90 + 20)
    expect(outsideMinutes(agreed, presence('12:45', '13:30'))).toBe(45)
    expect(outsideMinutes([], presence('09:00', '10:00'))).toBe(60)
  })
})
