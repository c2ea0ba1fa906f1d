import { formatDayMonth } from '../../../src-shared/format/date'
import {
  addDays,
  dayOfMonth,
  dayOfWeek,
  daysBetween,
  isoWeek,
  isWeekend,
  startOfWeek,
  type LocalDate,
} from '../../../src-shared/kernel/local-date'
import { daysOfMonth } from '../../../src-shared/kernel/year-month'
import type { Column, Model } from './model'

export interface Placed {
  left: number
  width: number
}
export interface PlacedColumn extends Placed {
  /** In the model. */
  index: number
  column: Column
  firstOfDay: boolean
  /** Space before it: the strip of the days that have no column. */
  gap: number
}
export interface PlacedDay extends Placed {
  date: LocalDate
  short: string
  number: number
  title: string
  isToday: boolean
}
export interface Strip extends Placed {
  from: LocalDate
  to: LocalDate
  isWeekend: boolean
  short: string
  /** Why it is closed, when there is room and something to say. */
  label: string
}
export interface Week extends Placed {
  title: string
  isHoliday: boolean
}
export interface Layout {
  columns: PlacedColumn[]
  days: PlacedDay[]
  strips: Strip[]
  weeks: Week[]
  width: number
}

const weekdays = ['lu', 'ma', 'me', 'je', 've', 'sa', 'di'] as const
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
/** A day of one slot needs room for its own head. */
const loneWidth = 42

/** Where everything stands, in pixels from the edge of the names. */
export function layoutOf(model: Model, columns: readonly number[], cell: number, wide: boolean): Layout {
  const byDay = new Map<LocalDate, number[]>()
  for (const index of columns) {
    const date = model.columns[index]?.date
    if (date) byDay.set(date, [...(byDay.get(date) ?? []), index])
  }
  const layout: Layout = { columns: [], days: [], strips: [], weeks: [], width: 0 }
  let run: LocalDate[] = []
  for (const date of shownDates(model, byDay)) {
    const slots = byDay.get(date)
    if (!slots) run.push(date)
    else {
      const gap = placeStrip(layout, model, run, wide)
      run = []
      placeDay(layout, model, date, slots, { cell, gap })
    }
  }
  placeStrip(layout, model, run, wide)
  layout.weeks = weeksOf(layout, model)
  return layout
}

/** The whole month, or from the first to the last day that is kept. */
function shownDates(model: Model, byDay: ReadonlyMap<LocalDate, unknown>): LocalDate[] {
  const dates = daysOfMonth(model.grid.month)
  const all = new Set(model.columns.map(({ date }) => date))
  if (byDay.size === all.size) return dates
  const kept = [...byDay.keys()].toSorted()
  return dates.filter((date) => date >= (kept[0] ?? date) && date <= (kept[kept.length - 1] ?? date))
}

function placeDay(
  layout: Layout,
  model: Model,
  date: LocalDate,
  slots: readonly number[],
  { cell, gap }: { cell: number; gap: number },
) {
  const width = slots.length === 1 ? Math.max(cell, loneWidth) : cell
  const left = layout.width
  slots.forEach((index, order) => {
    const column = model.columns[index]
    if (!column) return
    layout.columns.push({
      ...{ index, column, firstOfDay: order === 0, gap: order === 0 ? gap : 0 },
      ...{ left: layout.width, width },
    })
    layout.width += width
  })
  layout.days.push({
    ...{ date, left, width: layout.width - left, number: dayOfMonth(date), title: formatDayMonth(date) },
    short: weekdays[dayOfWeek(date) - 1] ?? '',
    isToday: date === model.grid.today,
  })
}

/** Days without a column fold into one strip. */
function placeStrip(layout: Layout, model: Model, run: readonly LocalDate[], wide: boolean): number {
  const [from] = run
  const to = run[run.length - 1]
  if (!from || !to) return 0
  const weekend = run.every(isWeekend)
  const width = weekend ? (wide ? 58 : 10) : wide ? 88 : 36
  const labels = new Map(model.grid.closedDays.map(({ date, label }) => [date, label]))
  const words = [...new Set(run.map((date) => labels.get(date) ?? '').filter(Boolean))]
  const short = from === to ? String(dayOfMonth(from)) : `${dayOfMonth(from)}–${dayOfMonth(to)}`
  layout.strips.push({
    from,
    to,
    isWeekend: weekend,
    short,
    label: capital(words.join(', ')),
    left: layout.width,
    width,
  })
  layout.width += width
  return width
}

function weeksOf(layout: Layout, model: Model): Week[] {
  const weeks: (Week & { key: string })[] = []
  const pieces = [
    ...layout.days.map(({ date, left, width }) => ({ date, left, width })),
    ...layout.strips.map(({ from, left, width }) => ({ date: from, left, width })),
  ].toSorted((a, b) => a.left - b.left)
  for (const { date, left, width } of pieces) {
    const holiday = model.grid.holidays.find(({ from, to }) => from <= date && date <= to)
    const key = holiday && !isWeekend(date) ? holiday.name : startOfWeek(date)
    const last = weeks[weeks.length - 1]
    if (last && (last.key === key || (isWeekend(date) && daysBetween(startOfWeek(date), date) >= 5)))
      last.width += width
    else {
      const title = holiday && !isWeekend(date) ? capital(holiday.name) : `Semaine ${isoWeek(date).week}`
      weeks.push({ key, title, isHoliday: Boolean(holiday), left, width })
    }
  }
  return weeks
}

export type Period = 'month' | 'fortnight' | 'week'

/** Columns of the period around a day: the week of the day, that week and the next, or the month. */
export function columnsOfPeriod(
  model: Model,
  period: Period,
  around: LocalDate,
  slots: ReadonlySet<number> | null,
): number[] {
  const from = startOfWeek(around)
  const to = addDays(from, period === 'week' ? 6 : 13)
  return model.columns.flatMap(({ date, slotId }, index) => {
    if (slots && !slots.has(slotId)) return []
    return period === 'month' || (date >= from && date <= to) ? [index] : []
  })
}
