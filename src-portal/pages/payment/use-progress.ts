import { computed, onScopeDispose, ref, watch } from 'vue'
import { useQuery } from '../../api'

const QUICK_MS = 1500
const SLOW_MS = 10_000
const QUICK_TIMES = 12

/** Asks how a payment stands until the payment service has answered: often at first, then now and again. */
export function useProgress(id: () => string) {
  const { data: payment, error, first, loading, reload } = useQuery('payments.status', () => ({ id: id() }))
  const asked = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined

  const waits = computed(() => payment.value?.status === 'pending')
  /** Long enough for the answer to have come: say what can be done meanwhile. */
  const isLate = computed(() => waits.value && asked.value >= 4)

  function plan() {
    clearTimeout(timer)
    if (!waits.value) return
    timer = setTimeout(() => void reload(), asked.value < QUICK_TIMES ? QUICK_MS : SLOW_MS)
    asked.value += 1
  }

  watch(loading, (busy) => {
    if (!busy) plan()
  })
  onScopeDispose(() => clearTimeout(timer))
  return { payment, error, first, isLate, reload }
}
