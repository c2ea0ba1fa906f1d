import { computed, onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { Contract, InputOf, OutputOf } from '../../src-shared/contract/operation'
import type { Call } from './client'
import { isApiError } from './errors'
import { onSignedInAgain } from './signed-in-again'

/** `useQuery` for the contract of one front. */
export function createUseQuery<C extends Contract>(call: Call<C>) {
  /**
   * Runs a query now and whenever its input changes; `null` as input means "not yet". Only the answer to the latest
   * question is shown: an older one is aborted, and dropped if it comes back all the same. `data` keeps the previous
   * answer while the next one loads, so that a list does not blink.
   */
  return function useQuery<K extends keyof C & string>(operation: K, input: MaybeRefOrGetter<InputOf<C, K> | null>) {
    const data = shallowRef<OutputOf<C, K>>()
    const error = shallowRef<unknown>()
    const loading = ref(false)
    let running: AbortController | undefined

    async function reload(): Promise<void> {
      running?.abort()
      const question = toValue(input)
      if (question === null) {
        loading.value = false
        return
      }
      const mine = new AbortController()
      running = mine
      loading.value = true
      try {
        const answer = await call(operation, question, { signal: mine.signal })
        if (running !== mine) return
        data.value = answer
        error.value = undefined
      } catch (failure) {
        if (running !== mine) return
        error.value = failure
      }
      loading.value = false
    }

    watch(
      () => JSON.stringify(toValue(input)),
      () => void reload(),
      { immediate: true },
    )
    const stop = onSignedInAgain(() => {
      if (isApiError(error.value) && error.value.kind === 'unauthenticated') void reload()
    })
    onScopeDispose(() => {
      stop()
      running?.abort()
      running = undefined
    })

    /** True before the first answer only: show a skeleton then, and the old rows afterwards. */
    const first = computed(() => loading.value && data.value === undefined)
    return { data, error, loading, first, reload }
  }
}
