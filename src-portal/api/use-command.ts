import { ref, shallowRef } from 'vue'
import { call, type OperationInput, type OperationName, type OperationOutput } from './client'

/**
 * One act of the user. `run` resolves with the result, or with `undefined` when the act was refused (then `error`
 * says why) or when the same act is still under way (a double click).
 */
export function useCommand<K extends OperationName>(operation: K) {
  const busy = ref(false)
  const error = shallowRef<unknown>()

  async function run(input: OperationInput<K>): Promise<OperationOutput<K> | undefined> {
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
