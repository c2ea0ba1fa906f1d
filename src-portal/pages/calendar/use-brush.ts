import { computed, ref, watch, type Ref } from 'vue'
import type { Calendar, Cell } from '../../../src-shared/contract/portal/calendar'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Cents } from '../../../src-shared/kernel/money'
import type { BasketItem } from './basket'

const BOOKABLE = new Set(['book', 'request', 'waitlist'])

/** A cell as the basket holds it; null when nothing can be booked there. */
export function basketItemOf(calendar: Calendar, date: LocalDate, cell: Cell): BasketItem | null {
  const child = calendar.children[cell.child]
  const service = calendar.services[cell.service]
  if (!child || !service || !cell.action || !BOOKABLE.has(cell.action)) return null
  const amountCents = cell.price === null ? null : (calendar.prices[cell.price]?.amountCents ?? null)
  return { enrolmentId: cell.enrolmentId, slotId: service.slotId, date, childName: child.firstName, amountCents }
}

/** What a touched day receives: the slots and the children that are chosen above the month. Nothing chosen = days open. */
export function useBrush(calendar: Ref<Calendar | undefined>) {
  const chosenSlots = ref<string[]>([])
  const chosenChildren = ref<number[]>([])

  /** One chip for each name of slot that can still be booked this month, with its price when it is the same everywhere. */
  const slots = computed(() => {
    const prices = new Map<string, Set<Cents | null>>()
    for (const { cells } of calendar.value?.days ?? []) {
      for (const cell of cells) {
        const name = calendar.value?.services[cell.service]?.slotName
        if (!name || !cell.action || !BOOKABLE.has(cell.action)) continue
        const price = cell.price === null ? null : (calendar.value?.prices[cell.price]?.amountCents ?? null)
        prices.set(name, (prices.get(name) ?? new Set()).add(price))
      }
    }
    const order = (calendar.value?.services ?? []).toSorted((left, right) =>
      left.startTime < right.startTime ? -1 : 1,
    )
    const names = [...new Set(order.map(({ slotName }) => slotName))].filter((name) => prices.has(name))
    return names.map((name) => {
      const [only = null, ...others] = prices.get(name) ?? []
      return { name, price: others.length === 0 ? only : null }
    })
  })

  watch(
    () => calendar.value?.children.map(({ id }) => id).join(),
    () => (chosenChildren.value = calendar.value?.children.map(({ id }) => id) ?? []),
    { immediate: true },
  )

  const toggled = <T>(list: readonly T[], value: T) =>
    list.includes(value) ? list.filter((one) => one !== value) : [...list, value]

  /** What the brush would add on a day. */
  function candidatesOn(date: LocalDate): BasketItem[] {
    const known = calendar.value
    const day = known?.days.find((one) => one.date === date)
    if (!known || !day) return []
    return day.cells.flatMap((cell): BasketItem[] => {
      const item = basketItemOf(known, date, cell)
      const isAsked =
        chosenSlots.value.includes(known.services[cell.service]?.slotName ?? '') &&
        chosenChildren.value.includes(known.children[cell.child]?.id ?? 0)
      return item && isAsked ? [item] : []
    })
  }

  return {
    slots,
    isSlotOn: (name: string) => chosenSlots.value.includes(name),
    toggleSlot: (name: string) => (chosenSlots.value = toggled(chosenSlots.value, name)),
    isChildOn: (id: number) => chosenChildren.value.includes(id),
    toggleChild: (id: number) => (chosenChildren.value = toggled(chosenChildren.value, id)),
    candidatesOn,
  }
}
