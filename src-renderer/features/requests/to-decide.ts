import { ref, watch } from 'vue'
import { call, eventState, isApiError, onEvent, onEventsBack } from '../../api'

const count = ref(0)
let started = false

async function refresh() {
  try {
    count.value = (await call('requests.counts', {})).toDecide
  } catch (error) {
    // A badge never speaks of what stops it: the screen itself will. What is not a refusal is a bug, and shows.
    if (!isApiError(error)) throw error
    count.value = 0
  }
}

/** How many requests wait for an agent, kept up to date by the desk. */
export function requestsToDecide(): number {
  if (!started) {
    started = true
    onEvent('requests', () => void refresh())
    onEventsBack(() => void refresh())
    watch(eventState, (state) => void (state === 'open' && refresh()), { immediate: true })
  }
  return count.value
}
