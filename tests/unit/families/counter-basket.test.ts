import { describe, expect, it } from 'vitest'
import { zCounterService } from '../../../src-shared/contract/staff/counter'
import { localDate } from '../../../src-shared/kernel/local-date'
import { STORED_STATES } from '../../../src-shared/rules/booking-state'
import { actionOn, choose, keyOf, newRequestId } from '../../../src-renderer/features/families/booking/counter-basket'

const day = (state: Parameters<typeof actionOn>[0]['state'], isOpen = true) => ({
  ...{ date: localDate('2026-12-15'), state, isOpen, free: null },
})

describe('a click on a day at the counter', () => {
  it('books what is free, or was cancelled, where the day is open', () => {
    for (const state of [null, 'cancelled', 'refused'] as const) {
      expect(actionOn(day(state))).toBe('book')
      expect(actionOn(day(state, false))).toBeNull()
    }
  })

  it('cancels what is booked or waits, open or not, and touches nothing that took place', () => {
    const cancelled = STORED_STATES.filter((state) => actionOn(day(state, false)) === 'cancel')
    expect([...cancelled].sort()).toEqual([
      'absence-requested',
      'awaiting-payment',
      'booked',
      'cancellation-requested',
      'requested',
      'waiting',
    ])
    for (const state of ['present', 'present-unbooked', 'absent-excused', 'absent-billed', 'outside-contract'] as const)
      expect(actionOn(day(state))).toBeNull()
  })

  it('chooses the slot of the child with the words of its line', () => {
    const service = zCounterService.parse({
      ...{ enrolmentId: 4, childId: 9, childName: 'Lina', activityName: 'Restauration scolaire', slotId: 7 },
      ...{ structureName: 'Jean-Zay', slotName: 'Midi', startTime: '12:00', endTime: '13:30', days: [] },
    })
    const item = choose(service, day(null))
    expect(item).toMatchObject({ action: 'book', childName: 'Lina', slotName: 'Midi' })
    expect(item && keyOf(item)).toBe('4/7/2026-12-15')
    expect(choose(service, day('present'))).toBeNull()
  })

  it('names each act with an identifier of its own', () => {
    const ids = new Set(Array.from({ length: 100 }, newRequestId))
    expect(ids.size).toBe(100)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
