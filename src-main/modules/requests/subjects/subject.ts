import type { FieldChoice, FieldValue, FilePayload } from '../../../../src-shared/contract/file/subjects'
import type { LocalDate } from '../../../../src-shared/kernel/local-date'
import type { Ctx } from '../../../kernel/context'

/** Which record a change is about. */
export interface SubjectTarget {
  familyId: number
  /** The adult or the child; null = the family. */
  personId: number | null
  /** Of a list: which entry; null = a new one. */
  entryId: number | null
}

export type FieldValues = Record<string, FieldValue>

export interface SubjectEntry {
  entryId: number
  /** Names it in a list: 'Arachide', 'Jeanne Berthelot'. */
  label: string
  values: FieldValues
}

/** Who asked, and when: an authorisation or a mandate is theirs. */
export interface SubjectAuthor {
  name: string
  on: LocalDate
}

/** What was done, so that it can be undone for a minute. `trace` is whatever the subject needs beside (JSON). */
export interface SubjectDone<T = unknown> {
  action: FilePayload['action']
  /** The entry, person or child that was written; null when the subject is one record of the target. */
  entryId: number | null
  /** Fields as they were, of those that were written. */
  before: FieldValues
  /** Fields as they were written. */
  after: FieldValues
  trace?: T | undefined
}

/**
 * How one subject of the file is read and written. Nothing here checks who may: the engine has. Every function refuses
 * `record.not-found` when the target is not of this family.
 */
export interface FileSubjectModule<T = unknown> {
  /** Present values by field key (see `fileSubjectDefinitions`); `{}` for what does not exist yet. An IBAN is masked. */
  read(ctx: Ctx, target: SubjectTarget): Promise<FieldValues>
  /** Of a subject with entries: all those of the person. */
  list?(ctx: Ctx, target: SubjectTarget): Promise<SubjectEntry[]>
  /**
   * Writes the accepted fields only (`change`, `add`), or takes the entry away (`remove`: `values` is empty). Returns the
   * entry, person or child written. `documents` are the uploads sent with the request.
   */
  apply(
    ctx: Ctx,
    target: SubjectTarget,
    action: FilePayload['action'],
    values: FieldValues,
    documents: readonly string[],
    author: SubjectAuthor,
  ): Promise<{ entryId: number | null; trace?: T }>
  /**
   * Puts back what `apply` changed. Left out: the inverse is applied (a change with the values before, an entry removed that
   * was added, added again that was removed). The engine has checked that nothing moved since.
   */
  undo?(ctx: Ctx, target: SubjectTarget, done: SubjectDone<T>): Promise<void>
  /** Lists of the town, under the key of their field. */
  choices?(ctx: Ctx): Promise<Record<string, FieldChoice[]>>
}
