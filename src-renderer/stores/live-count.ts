import { ref, watch } from 'vue'
import { eventState, isApiError, onEvent, onEventsBack } from '../api'

type Topic = Parameters<typeof onEvent>[0]

/** A number of the navigation, kept up to date by the desk from the moment it is first shown. */
export function liveCount(topic: Topic, read: () => Promise<number>): () => number {
  const count = ref(0)
  let [isStarted, isReading, isStale] = [false, false, false]

  async function refresh() {
    // many changes in a row are read once more at the end, not each
    if (isReading) return void (isStale = true)
    isReading = true
    try {
      count.value = await read()
    } catch (error) {
      // A badge never speaks of what stops it: the screen itself will. What is not a refusal is a bug, and shows.
      if (!isApiError(error)) throw error
      count.value = 0
    } finally {
      isReading = false
    }
    if (!isStale) return
    isStale = false
    await refresh()
  }

  return () => {
    if (!isStarted) {
      isStarted = true
      onEvent(topic, () => void refresh())
      onEventsBack(() => void refresh())
      watch(eventState, (state) => void (state === 'open' && refresh()), { immediate: true })
    }
    return count.value
  }
}
