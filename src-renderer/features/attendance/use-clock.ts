import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { fromMinutes, localTime, minutesOf, type LocalTime } from '../../../src-shared/kernel/local-time'

/** The town's clock: the desk's hour when it last answered, and the minutes since. A tablet's own clock may be wrong. */
export function useClock(told: Ref<LocalTime | undefined>) {
  const base = ref<{ time: LocalTime; at: number }>()
  const now = ref(performance.now())
  watch(
    told,
    (time) => {
      if (time) base.value = { time, at: performance.now() }
    },
    { immediate: true },
  )
  const timer = setInterval(() => (now.value = performance.now()), 5_000)
  onScopeDispose(() => clearInterval(timer))
  return computed<LocalTime>(() => {
    if (!base.value) return localTime('00:00')
    const passed = Math.max(0, Math.floor((now.value - base.value.at) / 60_000))
    return fromMinutes((minutesOf(base.value.time) + passed) % 1440)
  })
}
