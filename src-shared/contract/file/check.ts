import { fieldsOf, fileSubjectDefinitions } from './definitions'
import type { FileField, FilePayload } from './subjects'
import { fieldProblem, type TownChoices } from './values'

const additions: ReadonlySet<FilePayload['subject']> = new Set(['new-member', 'new-child'])

/** Whether a subject can be asked for in this way: an entry added, changed or removed, a record changed, a person added. */
export function isPossibleAction({ subject, entryId, action }: FilePayload): boolean {
  if (fileSubjectDefinitions[subject].entries) return (action === 'add') === (entryId === null)
  return entryId === null && action === (additions.has(subject) ? 'add' : 'change')
}

/** A request that asks for nothing: no value, no document, no word. */
export const asksNothing = ({ action, changes, attachments, message }: FilePayload): boolean =>
  action !== 'remove' && changes.length === 0 && attachments.length === 0 && message === ''

/** What is wrong with the values asked, a sentence for each field; empty = nothing. */
export function payloadProblems(
  { subject, action, changes }: FilePayload,
  switchedOn: readonly string[],
  town: TownChoices,
): Record<string, string> {
  const fields = fieldsOf(subject, switchedOn)
  const problems: Record<string, string> = {}
  const asked = new Set<string>()
  for (const { field: key, after } of changes) {
    const problem = problemOf(
      fields.find((one) => one.key === key),
      after,
      asked.has(key),
      town,
    )
    if (problem !== null) problems[key] = problem
    asked.add(key)
  }
  if (action === 'add')
    for (const { key, required } of fields) if (required && !asked.has(key)) problems[key] = 'À renseigner'
  return problems
}

function problemOf(
  field: FileField | undefined,
  after: FilePayload['changes'][number]['after'],
  isTwice: boolean,
  town: TownChoices,
): string | null {
  if (!field || field.readOnly) return 'Ce champ ne se modifie pas d’ici'
  return isTwice ? 'Ce champ est demandé deux fois' : fieldProblem(field, after, town)
}
