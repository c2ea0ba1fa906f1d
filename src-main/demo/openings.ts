import { requiredStaff, type SupervisionSetting } from '../../src-shared/rules/supervision'
import type { OpeningRow } from '../modules/activities/entities'
import type { Catalogue, Cell, Service } from './catalogue-types'
import type { NextId } from './counter'
import { nurseryLevels } from './service-definitions'
import type { DemoDay, Timeline } from './timeline'

/** Every open day of every group and slot, with its places as the bookings left them. */
export function* openingsOf(catalogue: Catalogue, timeline: Timeline, nextId: NextId): Generator<OpeningRow[]> {
  const isPlanned = new Set(timeline.bookable.map(({ index }) => index))
  const shortDay = shortDayOf(catalogue, timeline)
  for (const service of catalogue.services) {
    for (const cell of service.cells) {
      const rows: OpeningRow[] = []
      for (const day of timeline.days) {
        if (!cell.open[day.index]) continue
        const adults = isPlanned.has(day.index) ? staffOf(service, cell, day) : null
        const isShort = shortDay?.cell === cell && shortDay.day === day
        rows.push({
          id: nextId(),
          activityId: service.activity.id,
          groupId: cell.group.id,
          slotId: cell.slot.id,
          date: day.date,
          capacity: cell.capacity,
          taken: cell.taken[day.index] ?? 0,
          staffPlanned: adults !== null && isShort ? Math.max(0, adults - 1) : adults,
        })
      }
      yield rows
    }
  }
}

/** The adults that the law asks for; in canteens and nurseries, those that the town plans. */
function staffOf(service: Service, cell: Cell, day: DemoDay): number {
  const children = cell.taken[day.index] ?? 0
  if (service.usage === 'nursery') return Math.ceil(children / 6)
  if (service.usage === 'meal') return Math.ceil(children / 15)
  const areLittle = cell.levels.some((level) => (nurseryLevels as readonly string[]).includes(level))
  const setting = service.activity.supervision as SupervisionSetting
  return requiredStaff({ under6: areLittle ? children : 0, sixAndOver: areLittle ? 0 : children, setting })
}

/** The next evening of the second school lacks somebody: the home page must say it. */
function shortDayOf({ schools }: Catalogue, { bookable, today }: Timeline): { cell: Cell; day: DemoDay } | null {
  const cell = schools[1]?.care.cells.find(({ slot }) => slot.name === 'Soir')
  const day = bookable.find(
    ({ index, date }) => date >= today && cell?.open[index] === 1 && (cell.taken[index] ?? 0) > 0,
  )
  return cell && day ? { cell, day } : null
}
