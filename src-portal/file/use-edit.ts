import { computed, ref, watch } from 'vue'
import { fieldsOf } from '../../src-shared/contract/file/definitions'
import type { FieldValue, FileSubject } from '../../src-shared/contract/file/subjects'
import { call, useQuery } from '../api'
import { useSession } from '../stores/session'
import { dropDraft, keepDraft, readDraft } from '../stores/drafts'
import { newRequestId } from '../pages/calendar/basket'
import { changesOf, inputsOf, isShown, problemsOf, type FieldInputs, type FieldProblem } from './field-input'
import { blockOf, isEntryList } from './use-file'

/** What is being changed: a subject of a person, one entry of a list or a new one, or a request to complete. */
export interface EditTarget {
  subject: FileSubject
  personId: number | null
  entryId: number | null
  /** The request that the office sent back, when it is completed. */
  requestId: string | null
}

export interface AttachedFile {
  id: string
  name: string
}

interface Draft {
  id: string
  inputs: FieldInputs
  message: string
  attachments: AttachedFile[]
}

/** What a parent most often means by adding one, so that a tap less is needed. */
const STARTS: Partial<Record<FileSubject, Record<string, boolean | string>>> = {
  'pickup-contact': { mayCollect: true, emergency: false },
  'new-member': { livesElsewhere: false },
}

/**
 * A form on one subject of the file: what is typed, what of it differs from the file, what cannot be sent, and the act of
 * sending. What is typed is kept as a draft of the tab until it is sent or given up.
 */
export function useEdit(target: EditTarget) {
  const session = useSession()
  const familyNumber = session.parent?.familyNumber ?? ''
  const draftKey = [
    target.subject,
    target.personId ?? 'family',
    target.entryId ?? 'record',
    target.requestId ?? 'new',
  ].join('.')
  const { data: file, error: loadError, first, reload } = useQuery('file.read', {})

  const isNew =
    target.requestId === null &&
    (target.subject === 'new-child' ||
      target.subject === 'new-member' ||
      (isEntryList(target.subject) && target.entryId === null))

  const block = computed(() => (file.value ? blockOf(file.value, target.subject, target.personId) : null))
  const entry = computed(() => block.value?.entries.find(({ entryId }) => entryId === target.entryId))
  const pending = computed(() => block.value?.pending ?? [])
  const completed = computed(() => pending.value.find(({ requestId }) => requestId === target.requestId))
  const adds = computed(() => isNew || completed.value?.action === 'add')
  const fields = computed(() => (file.value ? fieldsOf(target.subject, file.value.fields) : []))
  const values = computed<Readonly<Record<string, FieldValue>>>(() => {
    if (!block.value || isNew) return {}
    return isEntryList(target.subject) ? (entry.value?.values ?? {}) : block.value.values
  })

  const inputs = ref<FieldInputs>({})
  const message = ref('')
  const attachments = ref<AttachedFile[]>([])
  const restored = ref(false)
  const tried = ref(false)
  const busy = ref(false)
  const error = ref<unknown>()
  let id = newRequestId()
  let start: FieldInputs = {}
  let ready = false

  function startOver() {
    const asked = completed.value?.values ?? {}
    start = {
      ...inputsOf(fields.value, { ...values.value, ...asked }),
      ...(isNew ? STARTS[target.subject] : {}),
    }
    inputs.value = { ...start }
    message.value = ''
    attachments.value = []
    restored.value = false
    tried.value = false
    error.value = undefined
    id = newRequestId()
    dropDraft(familyNumber, draftKey)
  }

  watch(file, (answer) => {
    if (!answer || ready) return
    const kept = readDraft<Draft>(familyNumber, draftKey)
    startOver()
    if (kept) {
      inputs.value = { ...start, ...kept.inputs }
      message.value = kept.message
      attachments.value = kept.attachments
      id = kept.id
      restored.value = true
      keepDraft(familyNumber, draftKey, kept)
    }
    ready = true
  })

  const isTouched = computed(
    () =>
      message.value.trim() !== '' ||
      attachments.value.length > 0 ||
      JSON.stringify(inputs.value) !== JSON.stringify(start),
  )
  const changes = computed(() => changesOf(fields.value, inputs.value, values.value, adds.value))
  const shownFields = computed(() => fields.value.filter((field) => isShown(field, inputs.value, adds.value)))
  const allProblems = computed<Record<string, FieldProblem>>(() =>
    problemsOf(fields.value, inputs.value, values.value, adds.value, file.value?.choices ?? {}),
  )
  /** Nothing is said wrong before the first try: a form half filled is not an error. */
  const problems = computed(() => (tried.value ? allProblems.value : {}))

  watch(
    [inputs, message, attachments],
    () => {
      if (!ready) return
      // other words are another request: the first may have arrived although its answer did not
      if (error.value !== undefined) id = newRequestId()
      error.value = undefined
      if (isTouched.value) {
        const draft: Draft = { id, inputs: inputs.value, message: message.value, attachments: attachments.value }
        keepDraft(familyNumber, draftKey, draft)
      } else dropDraft(familyNumber, draftKey)
    },
    { deep: true },
  )

  const ask = () => {
    const words = { attachments: attachments.value.map((one) => one.id), message: message.value.trim() }
    if (target.requestId !== null) {
      return call('requests.complete', { id: target.requestId, changes: changes.value, ...words })
    }
    const { subject, personId, entryId } = target
    const action = isNew ? ('add' as const) : ('change' as const)
    return call('file.submit', {
      id,
      payload: { subject, personId, entryId, action, changes: changes.value, ...words },
    })
  }

  /** Sends; the answer, or undefined when a field is to be seen again or the portal refused (then `error` says why). */
  async function submit() {
    if (busy.value) return undefined
    tried.value = true
    if (Object.keys(allProblems.value).length > 0) return undefined
    busy.value = true
    error.value = undefined
    try {
      const request = await ask()
      dropDraft(familyNumber, draftKey)
      return request
    } catch (failure) {
      error.value = failure
      return undefined
    } finally {
      busy.value = false
    }
  }

  const isHidden = computed(() => block.value?.isHidden ?? false)

  return {
    file,
    isHidden,
    loadError,
    first,
    reload,
    isNew,
    entry,
    pending,
    completed,
    shownFields,
    values,
    inputs,
    message,
    attachments,
    restored,
    isTouched,
    changes,
    problems,
    busy,
    error,
    startOver,
    submit,
    forget: () => dropDraft(familyNumber, draftKey),
  }
}
