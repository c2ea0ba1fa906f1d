import { fileSubjectDefinitions, fieldsOf } from '../../../src-shared/contract/file/definitions'
import { fileSubjects, type FieldValue, type FileSubject } from '../../../src-shared/contract/file/subjects'
import type { FileBlock, FileView } from '../../../src-shared/contract/portal/file-view'
import type { Ctx } from '../../kernel/context'
import { childrenOfFamily } from '../children'
import { familyHeader, guardiansOf } from '../families'
import { readTown } from '../organisation'
import { subjectOf, townChoices } from './subjects'
import type { FieldValues } from './subjects/subject'

/** What parents read of their own file, subject by subject. No staff note, no forbidden person, no whole IBAN. */
export async function buildFileView(ctx: Ctx, familyId: number): Promise<FileView> {
  const { number, name, addressLines } = await familyHeader(ctx, familyId)
  const { settings } = await readTown(ctx)
  const guardians = await guardiansOf(ctx, familyId)
  const children = await childrenOfFamily(ctx, familyId)
  const people = {
    family: [null],
    guardian: guardians.map(({ personId }) => personId),
    child: children.map(({ id }) => id),
  }
  const blocks: FileBlock[] = []
  for (const subject of fileSubjects) {
    if (subject === 'new-member' || subject === 'new-child') continue
    const keys = fieldsOf(subject, settings.file.fields).map(({ key }) => key)
    for (const personId of people[fileSubjectDefinitions[subject].target])
      blocks.push(await blockOf(ctx, subject, { familyId, personId }, keys))
  }
  return {
    family: { number, name, addressLines },
    fields: settings.file.fields,
    isHealthHidden: false,
    choices: await townChoices(ctx),
    guardians: guardians.map(({ personId, firstName, lastName, accountHolder }) => {
      return { personId, firstName, lastName, accountHolder }
    }),
    children: children.map(({ id: personId, firstName, lastName, birthDate }) => {
      return { personId, firstName, lastName, birthDate }
    }),
    blocks,
  }
}

async function blockOf(
  ctx: Ctx,
  subject: FileSubject,
  person: { familyId: number; personId: number | null },
  keys: readonly string[],
): Promise<FileBlock> {
  const { personId } = person
  const module = subjectOf(subject)
  const target = { ...person, entryId: null }
  if (!fileSubjectDefinitions[subject].entries)
    return { subject, personId, values: only(await module.read(ctx, target), keys), entries: [] }
  const entries = (await module.list?.(ctx, target)) ?? []
  return {
    ...{ subject, personId, values: {} },
    entries: entries.map(({ entryId, label, values }) => ({ entryId, label, values: only(values, keys) })),
  }
}

/** Fields that parents know, and nothing else that a service may have said. */
const only = (values: FieldValues, keys: readonly string[]): Record<string, FieldValue> =>
  Object.fromEntries(keys.map((key) => [key, values[key] ?? null]))
