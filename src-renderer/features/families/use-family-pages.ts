import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { FamilyListRow } from '../../../src-shared/contract/staff/families'
import { call, onEvent, onEventsBack } from '../../api'

export interface FamilyQuestion {
  search: string
  show: 'active' | 'no-quotient' | 'archived'
}

const PAGE = 100

/**
 * A list of any length, of which only the pages looked at are asked. A new question keeps the old rows on screen until
 * its first page has come, so that nothing blinks under the keys.
 */
export function useFamilyPages(question: () => FamilyQuestion) {
  const total = shallowRef<number>()
  const pages = shallowRef(new Map<number, FamilyListRow[]>())
  const error = shallowRef<unknown>()
  const answered = shallowRef<FamilyQuestion>(question())
  let running = new AbortController()
  const asked = new Set<number>()

  async function fetchPage(index: number, mine: AbortController, asking: FamilyQuestion): Promise<void> {
    asked.add(index)
    try {
      const answer = await call(
        'families.list',
        { ...asking, offset: index * PAGE, limit: PAGE },
        { signal: mine.signal },
      )
      if (running !== mine) return
      const kept = answered.value === asking ? pages.value : []
      answered.value = asking
      pages.value = new Map([...kept, [index, answer.rows]])
      total.value = answer.total
      error.value = undefined
    } catch (failure) {
      if (running !== mine) return
      asked.delete(index)
      error.value = failure
    }
  }

  function reload() {
    running.abort()
    running = new AbortController()
    asked.clear()
    void fetchPage(0, running, question())
  }

  /** Asks the pages that hold rows `first` to `last`, unless they are here or under way. */
  function ensure(first: number, last: number) {
    if (total.value === undefined) return
    for (let index = Math.floor(first / PAGE); index * PAGE < Math.min(last, total.value); index += 1) {
      if (!asked.has(index)) void fetchPage(index, running, answered.value)
    }
  }

  const rowAt = (index: number) => pages.value.get(Math.floor(index / PAGE))?.[index % PAGE]

  watch(() => JSON.stringify(question()), reload, { immediate: true })
  let timer: ReturnType<typeof setTimeout> | undefined
  // an import changes a thousand families: one reload is enough for all of them
  const reloadSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(reload, 400)
  }
  onEvent('families', reloadSoon)
  onEventsBack(reload)
  onScopeDispose(() => {
    clearTimeout(timer)
    running.abort()
  })

  const first = computed(() => total.value === undefined && error.value === undefined)
  return { total, rowAt, error, first, answered, reload, ensure }
}
