import { computed } from 'vue'
import { fieldsOf, fileSubjectDefinitions } from '../../src-shared/contract/file/definitions'
import type { FieldValue, FileField, FileSubject } from '../../src-shared/contract/file/subjects'
import type { FileEntry, PendingChange } from '../../src-shared/contract/portal/file'
import type { MyRequest } from '../../src-shared/contract/portal/requests'
import { useQuery, type OperationOutput } from '../api'

export type FamilyFile = OperationOutput<'file.read'>

/** One subject of one person: what the file has, what waits beside it, what was refused of late. */
export interface FileBlockState {
  subject: FileSubject
  personId: number | null
  fields: readonly FileField[]
  values: Readonly<Record<string, FieldValue>>
  entries: readonly FileEntry[]
  pending: readonly PendingChange[]
  refused: readonly MyRequest[]
  /** Health that stays in the office: what it has is unknown here, never « nothing ». */
  isHidden: boolean
}

export function blockOf(
  file: FamilyFile,
  subject: FileSubject,
  personId: number | null,
  requests: readonly MyRequest[] = [],
): FileBlockState {
  const block = file.blocks.find((one) => one.subject === subject && one.personId === personId)
  const isOurs = (one: { subject: FileSubject; personId: number | null }) =>
    one.subject === subject && one.personId === personId
  const own = requests.filter(({ file: payload }) => payload !== null && isOurs(payload))
  return {
    subject,
    personId,
    fields: fieldsOf(subject, file.fields),
    values: block?.values ?? {},
    entries: block?.entries ?? [],
    pending: file.pending.filter(isOurs),
    isHidden: file.isHealthHidden && fileSubjectDefinitions[subject].health,
    // an answer stands beside the field until something newer is asked there
    refused: own.filter(
      (request, index) =>
        request.status === 'refused' &&
        own.findIndex(({ file: payload }) => payload?.entryId === request.file?.entryId) === index,
    ),
  }
}

/** The family's whole file, with the requests of the month for the answers. */
export function useFile() {
  const { data: file, error, first, reload } = useQuery('file.read', {})
  const { data: requests, reload: reloadRequests } = useQuery('requests.list', { period: 'month' })

  const block = (subject: FileSubject, personId: number | null) =>
    file.value ? blockOf(file.value, subject, personId, requests.value ?? []) : null
  const townChoices = computed(() => file.value?.choices ?? {})

  return {
    file,
    error,
    first,
    block,
    townChoices,
    reload: async () => void (await Promise.all([reload(), reloadRequests()])),
  }
}

export const isEntryList = (subject: FileSubject) => fileSubjectDefinitions[subject].entries
