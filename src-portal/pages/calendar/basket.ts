import { computed, ref, watch } from 'vue'
import { defineStore } from 'pinia'
import type { BookingItem } from '../../../src-shared/contract/requests'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { sumCents, type Cents } from '../../../src-shared/kernel/money'
import { useSession } from '../../stores/session'

/** A day chosen and not sent yet, with what the bar at the foot of the page says of it. */
export interface BasketItem {
  enrolmentId: number
  slotId: number
  date: LocalDate
  childName: string
  /** As the server gave it for this cell; null without a tariff. */
  amountCents: Cents | null
}

const STORAGE_KEY = 'ribambelle.portal.basket'

interface Kept {
  family: string
  requestId: string
  items: BasketItem[]
}

/** Random UUID; `crypto.randomUUID` does not exist on a page served without TLS. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const nameOf = ({ enrolmentId, slotId, date }: Pick<BasketItem, 'enrolmentId' | 'slotId' | 'date'>) =>
  `${enrolmentId}/${slotId}/${date}`

/**
 * The selection. It survives a reload and a cut of the network, for the same family only. Its request id is made with
 * it and changes with it: confirming the same selection twice is the same request.
 */
export const useBasket = defineStore('basket', () => {
  const session = useSession()
  const family = () => session.parent?.familyNumber ?? ''
  const items = ref<BasketItem[]>([])
  const requestId = ref(newRequestId())

  function read() {
    const kept = parse(sessionStorage.getItem(STORAGE_KEY))
    const mine = kept?.family === family() ? kept : null
    items.value = mine?.items ?? []
    requestId.value = mine?.requestId ?? newRequestId()
  }
  read()
  watch(family, read)

  function write() {
    if (items.value.length === 0) sessionStorage.removeItem(STORAGE_KEY)
    else
      sessionStorage.setItem(
        STORAGE_KEY,
        JSON.stringify({ family: family(), requestId: requestId.value, items: items.value }),
      )
  }

  function replace(next: BasketItem[]) {
    items.value = next
    requestId.value = newRequestId()
    write()
  }

  const names = computed(() => new Set(items.value.map(nameOf)))
  const has = (item: Pick<BasketItem, 'enrolmentId' | 'slotId' | 'date'>) => names.value.has(nameOf(item))

  /** Adds them all, or takes them all away when every one was there. */
  function toggle(candidates: BasketItem[]) {
    const known = new Set(candidates.map(nameOf))
    if (candidates.every(has)) replace(items.value.filter((item) => !known.has(nameOf(item))))
    else replace([...items.value, ...candidates.filter((item) => !has(item))])
  }

  function add(candidates: BasketItem[]) {
    const fresh = candidates.filter((item) => !has(item))
    if (fresh.length > 0) replace([...items.value, ...fresh])
  }

  const dates = computed(() => [...new Set(items.value.map(({ date }) => date))].toSorted())
  const childNames = computed(() => [...new Set(items.value.map(({ childName }) => childName))])
  const totalCents = computed(() =>
    sumCents(items.value.flatMap(({ amountCents }) => (amountCents === null ? [] : [amountCents]))),
  )
  const bookingItems = computed<BookingItem[]>(() =>
    items.value.map(({ enrolmentId, slotId, date }) => ({ enrolmentId, slotId, date, action: 'book' })),
  )

  return {
    items,
    requestId,
    has,
    toggle,
    add,
    replace,
    clear: () => replace([]),
    dates,
    childNames,
    totalCents,
    bookingItems,
  }
})

function parse(text: string | null): Kept | null {
  if (text === null) return null
  try {
    return JSON.parse(text) as Kept
  } catch {
    // written by something else than this page: an empty basket is the safe reading
    return null
  }
}
