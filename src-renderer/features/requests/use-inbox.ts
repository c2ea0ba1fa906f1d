import { computed, ref, watch } from 'vue'
import type { InboxGroup } from '../../../src-shared/contract/staff/requests'
import { onEvent, onEventsBack, useQuery } from '../../api'
import { useShell } from '../../stores/shell'

export type InboxFilters = {
  view: 'to-decide' | 'decided'
  type: 'book' | 'cancel' | 'declare-absence' | 'waiting' | null
  structureId: number | null
  age: 'any' | 'today' | 'over-2-days' | 'over-5-days'
  search: string
}

/** What the inbox shows: the list, the family that is open, the requests that are ticked. */
export function useInbox() {
  const shell = useShell()
  const filters = ref<InboxFilters>({ view: 'to-decide', type: null, structureId: null, age: 'any', search: '' })
  const limit = ref(300)
  const list = useQuery('requests.list', () => ({
    ...filters.value,
    structureId: filters.value.structureId ?? shell.structureId,
    limit: limit.value,
  }))
  const groups = computed<InboxGroup[]>(() => list.data.value?.groups ?? [])
  const opened = ref<{ familyId: number; ids: string[] } | null>(null)
  const ticked = ref(new Set<string>())
  const detail = useQuery('requests.read', () => (opened.value ? { ids: opened.value.ids } : null))

  const openedIndex = computed(() => groups.value.findIndex(({ familyId }) => familyId === opened.value?.familyId))
  const tickedRequests = computed(() =>
    groups.value.flatMap((group) =>
      group.requests
        .filter(({ id }) => ticked.value.has(id))
        .map((request) => ({ ...request, familyId: group.familyId })),
    ),
  )

  let lastIndex = 0
  watch(openedIndex, (at) => {
    if (at >= 0) lastIndex = at
  })

  function open(group: InboxGroup | undefined) {
    opened.value = group ? { familyId: group.familyId, ids: group.requests.map(({ id }) => id) } : null
  }

  function move(step: number) {
    const at = openedIndex.value
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), groups.value.length - 1)
    open(groups.value[next])
  }

  /** Goes to the family after the open one; once that has left the list, to the one that took its place. */
  function moveOn() {
    const at = openedIndex.value
    open(at < 0 ? (groups.value[lastIndex] ?? groups.value.at(-1)) : (groups.value[at + 1] ?? groups.value[at - 1]))
  }

  function tick(ids: readonly string[], on: boolean) {
    const next = new Set(ticked.value)
    for (const id of ids) {
      if (on) next.add(id)
      else next.delete(id)
    }
    ticked.value = next
  }

  const untickAll = () => (ticked.value = new Set())

  const showAll = () => (limit.value = 1000)

  async function reload() {
    await Promise.all([list.reload(), detail.reload()])
  }

  // The open family stays open when somebody else decides it: its pane then says who did.
  watch(groups, (now) => {
    const here = now.find(({ familyId }) => familyId === opened.value?.familyId)
    if (here) {
      const ids = here.requests.map(({ id }) => id)
      if (opened.value && ids.join() !== opened.value.ids.join()) opened.value = { familyId: here.familyId, ids }
    } else if (opened.value === null) open(now[0])
    const known = new Set(now.flatMap(({ requests }) => requests.map(({ id }) => id)))
    const kept = [...ticked.value].filter((id) => known.has(id))
    if (kept.length !== ticked.value.size) ticked.value = new Set(kept)
  })
  watch(
    () => JSON.stringify(filters.value),
    () => {
      opened.value = null
      untickAll()
    },
  )
  onEvent('requests', () => void reload())
  onEvent('bookings', () => void detail.reload())
  onEventsBack(() => void reload())

  return {
    filters,
    list,
    groups,
    detail,
    opened,
    openedIndex,
    ticked,
    tickedRequests,
    open,
    move,
    moveOn,
    tick,
    untickAll,
    reload,
    showAll,
  }
}
export type Inbox = ReturnType<typeof useInbox>
