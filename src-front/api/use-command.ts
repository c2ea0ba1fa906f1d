import { ref, shallowRef } from 'vue'
import type { Contract, InputOf, OutputOf } from '../../src-shared/contract/operation'
import type { Call } from './client'

/** `useCommand` for the contract of one front. */
export function createUseCommand<C extends Contract>(call: Call<C>) {
  /**
   * One act of the user. `run` resolves with the result, or with `undefined` when the act was refused (then `error`
   * says why) or when the same act is still under way (a double click).
   */
  return function useCommand<K extends keyof C & string>(operation: K) {
    const busy = ref(false)
    const error = shallowRef<unknown>()

    async function run(input: InputOf<C, K>): Promise<OutputOf<C, K> | undefined> {
      if (busy.value) return undefined
      busy.value = true
      error.value = undefined
      try {
        return await call(operation, input)
      } catch (failure) {
        error.value = failure
        return undefined
      } finally {
        busy.value = false
      }
    }

    function clearError() {
      error.value = undefined
    }

    return { run, busy, error, clearError }
  }
}
