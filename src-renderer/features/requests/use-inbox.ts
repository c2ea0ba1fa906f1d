import { computed, ref, watch } from 'vue'
import type { InboxGroup } from '../../../src-shared/contract/staff/requests'
import { onEvent, onEventsBack, useQuery, type OperationInput } from '../../api'
import { useShell } from '../../stores/shell'
import { SUBJECT_CHOICES } from './kinds'

type ListInput = Required<OperationInput<'requests.list'>>

export interface InboxFilters {
  view: ListInput['view']
  /** Key of one of `SUBJECT_CHOICES`. */
  subject: string
  assignee: ListInput['assignee']
  structureId: number | null
  age: ListInput['age']
  search: string
}

const anything: InboxFilters = {
  view: 'to-decide',
  subject: 'all',
  assignee: 'any',
  structureId: null,
  age: 'any',
  search: '',
}

/** Those of one family stand together; those of nobody known yet are apart, one by one. */
export const groupKey = ({ familyId, requests }: Pick<InboxGroup, 'familyId' | 'requests'>) =>
  familyId === null ? `new-${requests[0]?.id ?? ''}` : `family-${familyId}`

/** What the inbox shows: the list, the family that is open, the requests that are ticked. */
export function useInbox() {
  const shell = useShell()
  const filters = ref<InboxFilters>({ ...anything })
  const limit = ref(300)
  const subject = computed(() => SUBJECT_CHOICES.find(({ key }) => key === filters.value.subject)?.input ?? {})
  const list = useQuery('requests.list', () => {
    const { view, assignee, age, search, structureId } = filters.value
    return {
      ...{ view, assignee, age, search, ...subject.value },
      structureId: structureId ?? shell.structureId,
      limit: limit.value,
    }
  })
  const groups = computed<InboxGroup[]>(() => list.data.value?.groups ?? [])
  const isFiltered = computed(() => {
    const { subject: of, assignee, age, search, structureId } = filters.value
    return of !== 'all' || assignee !== 'any' || age !== 'any' || search !== '' || structureId !== null
  })
  const opened = ref<{ key: string; name: string; ids: string[] } | null>(null)
  const ticked = ref(new Set<string>())
  const detail = useQuery('requests.read', () => (opened.value ? { ids: opened.value.ids.slice(0, 100) } : null))

  const openedIndex = computed(() => groups.value.findIndex((group) => groupKey(group) === opened.value?.key))
  const tickedRequests = computed(() =>
    groups.value.flatMap((group) =>
      group.requests
        .filter(({ id }) => ticked.value.has(id))
        .map((request) => ({ ...request, family: groupKey(group) })),
    ),
  )

  let lastIndex = 0
  watch(openedIndex, (at) => {
    if (at >= 0) lastIndex = at
  })

  function open(group: InboxGroup | undefined) {
    opened.value = group
      ? { key: groupKey(group), name: group.familyName, ids: group.requests.map(({ id }) => id) }
      : null
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

  /** Those that may be accepted without being opened. */
  const simpleIds = computed(() =>
    groups.value.flatMap(({ requests }) => requests.filter(({ isSimple }) => isSimple).map(({ id }) => id)),
  )

  const showAll = () => (limit.value = 1000)
  const clearFilters = () => (filters.value = { ...anything, view: filters.value.view })

  async function reload() {
    await Promise.all([list.reload(), detail.reload()])
  }

  // The open family stays open when somebody else decides it: its pane then says who did.
  watch(groups, (now) => {
    const here = now.find((group) => groupKey(group) === opened.value?.key)
    if (here) {
      const ids = here.requests.map(({ id }) => id)
      if (opened.value && ids.join() !== opened.value.ids.join()) opened.value = { ...opened.value, ids }
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
  onEvent('families', () => void detail.reload())
  onEventsBack(() => void reload())

  return {
    filters,
    isFiltered,
    clearFilters,
    list,
    groups,
    detail,
    opened,
    openedIndex,
    ticked,
    tickedRequests,
    simpleIds,
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
