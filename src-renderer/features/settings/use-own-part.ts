import { computed, ref, watch, type Ref } from 'vue'

/** A draft of what was read, that a new reading does not wipe while something is being typed. */
export function useOwnPart<S, D extends object>(source: Ref<S | undefined>, pick: (source: S) => D) {
  const draft = ref<D>() as Ref<D | undefined>
  const kept = ref('')
  const changed = computed(() => JSON.stringify(draft.value) !== kept.value)

  function restart() {
    if (!source.value) return
    draft.value = pick(source.value)
    kept.value = JSON.stringify(draft.value)
  }
  watch(
    source,
    () => {
      if (!draft.value || !changed.value) restart()
    },
    { immediate: true },
  )
  return { draft, changed, restart }
}
