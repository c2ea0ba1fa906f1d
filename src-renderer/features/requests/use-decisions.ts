import { ref } from 'vue'
import type { DecisionResult, RequestDecision } from '../../../src-shared/contract/staff/requests'
import { errorLabel } from '../../../src-shared/labels/fr'
import { errorText, useCommand } from '../../api'
import { useToasts } from '../../ui'
import { doneText } from './words'

/** Sent together: few enough that progress moves, many enough that five hundred take a moment. */
const TOGETHER = 50
/** What the desk takes back in one call. */
const UNDONE_TOGETHER = 200

function inParts<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size))
}

/** Decides, says what was done, offers a minute to take it back, and tells of each decision that came too late. */
export function useDecisions(reload: () => Promise<void>) {
  const toasts = useToasts()
  const decide = useCommand('requests.decide')
  const takeBack = useCommand('requests.undo')
  const assignTo = useCommand('requests.assign')
  const busy = ref(false)
  /** How far a decision on many is. */
  const progress = ref<{ done: number; total: number } | null>(null)

  async function run(decisions: RequestDecision[]): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      return await runAll(decisions)
    } finally {
      busy.value = false
      progress.value = null
    }
  }

  async function runAll(decisions: RequestDecision[]): Promise<boolean> {
    const results: DecisionResult[] = []
    const parts = inParts(decisions, TOGETHER)
    let failed = false
    for (const part of parts) {
      if (parts.length > 1) progress.value = { done: results.length, total: decisions.length }
      const answer = await decide.run({ decisions: part })
      if (!answer) {
        failed = true
        toasts.add({
          text: results.length > 0 ? `Arrêté après ${results.length} décisions` : 'Décision non enregistrée',
          detail: errorText(decide.error.value),
          tone: 'danger',
        })
        break
      }
      results.push(...answer.results)
    }
    tell(results)
    await reload()
    return !failed && results.every(({ refusal }) => refusal === null)
  }

  function tell(results: readonly DecisionResult[]) {
    const refused = results.filter(({ refusal }) => refusal !== null)
    // three at most: a long list of refusals would hide the screen
    for (const { familyName, refusal } of refused.slice(0, 3)) {
      if (refusal) toasts.add({ text: familyName, detail: errorLabel(refusal.code, refusal.details), tone: 'danger' })
    }
    if (refused.length > 3)
      toasts.add({ text: `${refused.length - 3} autres demandes n’ont pas pu être décidées`, tone: 'danger' })
    const done = results.filter((result) => result.done !== null)
    if (done.length > 0) offerUndo(done)
  }

  function offerUndo(done: DecisionResult[]) {
    const [first] = done
    // what is sent back changes nothing yet
    const detail = done.length === 1 && first?.done?.status !== 'needs-more' ? first?.done?.summary : undefined
    const requests = done.flatMap((result) => (result.done ? [{ id: result.id, version: result.done.version }] : []))
    toasts.add({ text: doneText(done), ...(detail ? { detail } : {}), undo: () => void undo(requests) })
  }

  async function undo(requests: { id: string; version: number }[]) {
    const results: DecisionResult[] = []
    for (const part of inParts(requests, UNDONE_TOGETHER)) {
      const answer = await takeBack.run({ requests: part })
      if (!answer) {
        toasts.add({ text: 'Décision maintenue', detail: errorText(takeBack.error.value), tone: 'danger' })
        break
      }
      results.push(...answer.results)
    }
    for (const { familyName, refusal } of results.filter((result) => result.refusal !== null).slice(0, 3)) {
      if (refusal)
        toasts.add({
          text: `${familyName}\u00A0: décision maintenue`,
          detail: errorLabel(refusal.code, refusal.details),
          tone: 'danger',
        })
    }
    const reopened = results.filter((result) => result.done !== null).length
    if (reopened > 0) toasts.add({ text: reopened === 1 ? 'Décision annulée' : 'Décisions annulées', tone: 'info' })
    await reload()
  }

  async function assign(ids: readonly string[], assigneeId: number | null) {
    for (const part of inParts(ids, UNDONE_TOGETHER)) {
      const done = await assignTo.run({ ids: part, assigneeId })
      if (!done) {
        toasts.add({ text: 'Non confié', detail: errorText(assignTo.error.value), tone: 'danger' })
        break
      }
    }
    await reload()
  }

  return { run, undo, assign, busy, progress, undoing: takeBack.busy }
}
