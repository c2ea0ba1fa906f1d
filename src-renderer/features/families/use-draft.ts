import { computed, ref, watch, type Ref } from 'vue'

/**
 * What is being typed in a dialog: a copy made when it opens, so that an event from the desk never changes a field
 * under the hand. `dirty` says whether closing would lose something.
 */
export function useDraft<T extends object>(open: Ref<boolean>, initial: () => T) {
  const draft = ref(initial()) as Ref<T>
  const start = ref('')

  watch(
    open,
    (isOpen) => {
      if (!isOpen) return
      draft.value = structuredClone(initial())
      start.value = JSON.stringify(draft.value)
    },
    { immediate: true },
  )
  const dirty = computed(() => open.value && JSON.stringify(draft.value) !== start.value)
  return { draft, dirty }
}
