import { computed, ref, watch, type Ref } from 'vue'
import type { TownView } from '../../../src-shared/contract/staff/organisation'
import { useCommand, type OperationInput } from '../../api'
import { useToasts } from '../../ui'

type TownOperation =
  | 'town.updateIdentity'
  | 'town.updateInvoices'
  | 'town.updatePortal'
  | 'town.updatePayments'
  | 'town.updateChildren'
  | 'town.updateFile'
  | 'town.updateMail'

/** One part of the town's settings being edited: its draft, whether it changed, and its saving. */
export function useTownPart<K extends TownOperation, D extends object>(
  operation: K,
  town: Ref<TownView | undefined>,
  pick: (town: TownView) => D,
  reload: () => Promise<void>,
) {
  const draft = ref<D>() as Ref<D | undefined>
  const kept = ref('')
  const { run, busy, error, clearError } = useCommand(operation)
  const toasts = useToasts()

  function restart() {
    if (!town.value) return
    const fresh = pick(town.value)
    // another part was saved: what is being typed here stays
    if (draft.value && JSON.stringify(draft.value) !== kept.value && JSON.stringify(fresh) === kept.value) return
    draft.value = fresh
    kept.value = JSON.stringify(fresh)
    clearError()
  }
  watch(town, restart, { immediate: true })

  async function save(): Promise<boolean> {
    if (!town.value || !draft.value) return false
    const saved = await run({ ...draft.value, version: town.value.version } as OperationInput<K>)
    if (!saved) return false
    kept.value = JSON.stringify(draft.value)
    toasts.add({ text: 'Réglages enregistrés.', tone: 'success' })
    await reload()
    return true
  }
  async function startAgain() {
    draft.value = undefined
    await reload()
    restart()
  }
  const changed = computed(() => JSON.stringify(draft.value) !== kept.value)
  return { draft, changed, save, busy, error, startAgain }
}
