import { computed, ref, watch, type Ref } from 'vue'
import type { RequestDetail } from '../../../src-shared/contract/staff/requests'
import {
  answerTo,
  isDecidable,
  mayAskMore,
  needsWords,
  sortAnswers,
  unanswered,
  type Answer,
  type Answers,
} from './answers'

/** What the agent is about to answer to the open family, request by request; forgotten when another family opens. */
export function useAnswers(family: Ref<string | undefined>, requests: Ref<readonly RequestDetail[]>) {
  const answers = ref<Answers>({})
  /** The agent tried to accept: what is still to be chosen is then said beside it. */
  const tried = ref(false)

  watch(family, () => {
    answers.value = {}
    tried.value = false
  })

  const decidable = computed(() => requests.value.filter(isDecidable))
  const sorted = computed(() => sortAnswers(decidable.value, answers.value))
  const missing = computed(() => decidable.value.filter((request) => unanswered(request, answers.value).length > 0))

  function change(id: string, part: Partial<Answer>) {
    answers.value = { ...answers.value, [id]: { ...answerTo(answers.value, { id }), ...part } }
  }

  /** Gives one answer to all, when nothing was marked one by one. */
  function markAll(decision: Answer['decision']) {
    for (const request of decidable.value) {
      if (decision !== 'ask-more' || mayAskMore(request)) change(request.id, { decision })
    }
  }

  return {
    answers,
    tried,
    decidable,
    sorted,
    missing,
    needsWords: computed(() => needsWords(sorted.value)),
    change,
    markAll,
    restore: (before: Answers) => (answers.value = before),
  }
}
export type OpenAnswers = ReturnType<typeof useAnswers>
