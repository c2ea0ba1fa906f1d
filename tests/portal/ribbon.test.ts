import { describe, expect, it } from 'vitest'
import type { Calendar, Cell } from '../../src-shared/contract/portal/calendar'
import { localTime } from '../../src-shared/kernel/local-time'
import { placeOf, ribbonOf } from '../../src-portal/pages/calendar/ribbon'

const service = (icon: Calendar['services'][number]['icon'], startTime: string) =>
  ({ icon, startTime: localTime(startTime) }) as Calendar['services'][number]
const services = [
  service('morning', '07:30'),
  service('meal', '11:45'),
  service('evening', '16:30'),
  service('day', '08:00'),
  service('half-day', '13:30'),
  service('sport', '17:00'),
]
const cell = (index: number, state: Cell['state']): Cell => ({
  child: 0,
  service: index,
  enrolmentId: 1,
  state,
  action: null,
  price: null,
})
const drawn = (cells: Cell[], selected: number[] = []) =>
  ribbonOf(cells, services, (one) => selected.includes(one.service)).map(({ start, span, cell: mark }) => [
    start,
    span,
    mark?.service ?? null,
  ])

describe('the ribbon of a day', () => {
  it('puts each service in its part of the day, and leaves the others blank', () => {
    expect(drawn([cell(1, 'booked')])).toEqual([
      [0, 1, null],
      [1, 1, 1],
      [2, 1, null],
    ])
    expect(placeOf(service('half-day', '13:30'))).toEqual({ start: 1, span: 2 })
    expect(placeOf(service('sport', '09:00'))).toEqual({ start: 0, span: 1 })
  })

  it('draws a whole day as one link', () => {
    expect(drawn([cell(3, 'available')])).toEqual([[0, 3, 3]])
  })

  it('shows what is booked before what is free, and a whole day before a part of it', () => {
    expect(drawn([cell(3, 'available'), cell(4, 'booked')])).toEqual([
      [0, 1, null],
      [1, 2, 4],
    ])
    expect(drawn([cell(4, 'available'), cell(3, 'available')])).toEqual([[0, 3, 3]])
    expect(drawn([cell(2, 'available'), cell(5, 'requested')]).at(-1)).toEqual([2, 1, 5])
  })

  it('shows what is being selected before anything else', () => {
    expect(drawn([cell(3, 'available'), cell(0, 'available')], [0])).toEqual([
      [0, 1, 0],
      [1, 1, null],
      [2, 1, null],
    ])
  })
})
