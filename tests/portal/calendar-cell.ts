import type { Calendar } from '../../src-shared/contract/portal/calendar'

/** What a child's slot shows on a day. */
export function cellOn(calendar: Calendar, date: string, firstName: string, activityName: string, slotName?: string) {
  const child = calendar.children.findIndex((one) => one.firstName === firstName)
  const day = calendar.days.find((one) => one.date === date)
  const cell = day?.cells.find((one) => {
    const service = calendar.services[one.service]
    return (
      one.child === child &&
      service?.activityName === activityName &&
      (slotName ?? service.slotName) === service.slotName
    )
  })
  if (!cell) throw new Error(`nothing for ${firstName} on ${date}`)
  return { ...cell, amountCents: cell.price === null ? null : calendar.prices[cell.price]?.amountCents }
}
