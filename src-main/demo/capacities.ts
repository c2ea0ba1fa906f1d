import { isoWeekdayBit } from './days'
import type { Cell, Service } from './catalogue-types'
import type { DemoEnrolment } from './enrolments'

/** Gives every group its places: a little more than the usual demand, a little less where families wait. */
export function setCapacities(services: readonly Service[], enrolments: readonly DemoEnrolment[]) {
  const peaks = peakDemands(enrolments)
  for (const service of services) {
    for (const cell of service.cells) {
      const peak = peaks.get(cell) ?? 0
      const usual = service.usage === 'holidays' ? peak * 0.75 : peak
      cell.capacity = cell.room < 1 ? Math.max(1, Math.floor(usual * cell.room)) : roundedUp(usual * cell.room)
    }
    if (service.usage === 'holidays' || service.usage === 'wednesday') limitOverGroups(service)
  }
}

/** Places over all groups: the building receives a little less than the sum of its rooms. */
function limitOverGroups(service: Service) {
  for (const slot of service.slots) {
    const cells = service.cells.filter((cell) => cell.slot === slot)
    const sum = cells.reduce((total, cell) => total + (cell.capacity ?? 0), 0)
    const capacity = Math.max(1, Math.floor(sum * 0.95))
    slot.capacityOverGroups = capacity
    const overall = { taken: new Uint16Array(cells[0]?.taken.length ?? 0), capacity }
    for (const cell of cells) cell.overall = overall
  }
}

function roundedUp(wanted: number): number {
  const step = wanted > 20 ? 5 : 2
  return Math.max(6, Math.ceil(wanted / step) * step)
}

/** The most children that habits bring to a slot on one day of the week; parents who take turns count once. */
function peakDemands(enrolments: readonly DemoEnrolment[]): Map<Cell, number> {
  const demands = new Map<Cell, number[]>()
  for (const { habits, parity } of enrolments) {
    if (parity === 1) continue
    for (const { cell, weekdays } of habits) {
      const days = demands.get(cell) ?? Array<number>(7).fill(0)
      for (let day = 0; day < 7; day += 1) if (weekdays & isoWeekdayBit(day + 1)) days[day] = (days[day] ?? 0) + 1
      demands.set(cell, days)
    }
  }
  return new Map([...demands].map(([cell, days]) => [cell, Math.max(...days)]))
}
