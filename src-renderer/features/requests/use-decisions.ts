import { ref } from 'vue'
import type { DecisionResult, RequestDecision } from '../../../src-shared/contract/staff/requests'
import { errorLabel } from '../../../src-shared/labels/fr'
import { errorText, useCommand } from '../../api'
import { useToasts } from '../../ui'
import { doneText } from './words'

/** Decides, says what was done, offers a minute to take it back, and tells of each decision that came too late. */
export function useDecisions(reload: () => Promise<void>) {
  const toasts = useToasts()
  const decide = useCommand('requests.decide')
  const takeBack = useCommand('requests.undo')
  const refused = ref<DecisionResult[]>([])

  async function run(decisions: RequestDecision[]): Promise<boolean> {
    refused.value = []
    const answer = await decide.run({ decisions })
    if (!answer) {
      if (decide.error.value)
        toasts.add({ text: 'Décision non enregistrée', detail: errorText(decide.error.value), tone: 'danger' })
      return false
    }
    refused.value = answer.results.filter(({ refusal }) => refusal !== null)
    for (const { familyName, refusal } of refused.value) {
      if (refusal) toasts.add({ text: familyName, detail: errorLabel(refusal.code, refusal.details), tone: 'danger' })
    }
    const done = answer.results.filter((result) => result.done !== null)
    if (done.length > 0) offerUndo(done)
    await reload()
    return refused.value.length === 0
  }

  function offerUndo(done: DecisionResult[]) {
    const [first] = done
    const detail = done.length === 1 ? first?.done?.summary : undefined
    toasts.add({ text: doneText(done), ...(detail ? { detail } : {}), undo: () => void undo(done) })
  }

  async function undo(done: DecisionResult[]) {
    const requests = done.flatMap((result) => (result.done ? [{ id: result.id, version: result.done.version }] : []))
    const answer = await takeBack.run({ requests })
    if (!answer) toasts.add({ text: 'Décision maintenue', detail: errorText(takeBack.error.value), tone: 'danger' })
    for (const { familyName, refusal } of answer?.results ?? []) {
      if (refusal)
        toasts.add({
          text: `${familyName}\u00A0: décision maintenue`,
          detail: errorLabel(refusal.code, refusal.details),
          tone: 'danger',
        })
    }
    const reopened = answer?.results.filter((result) => result.done !== null).length ?? 0
    if (reopened > 0) toasts.add({ text: reopened === 1 ? 'Décision annulée' : 'Décisions annulées', tone: 'info' })
    await reload()
  }

  return { run, busy: decide.busy, refused }
}
