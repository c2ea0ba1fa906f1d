import { refuse } from '../../../../src-shared/errors'
import type { Ctx } from '../../../kernel/context'
import {
  changeHealthRecord,
  healthEntries,
  healthEntryValues,
  healthRecordValues,
  removeHealthEntry,
  writeHealthEntry,
  type HealthList,
} from '../../children'
import type { FileSubjectModule, SubjectTarget } from './subject'

/** Health subjects: read with the health permission or by the child's own parents, written with the permission to write it. */

function childIdOf({ personId }: SubjectTarget): number {
  return personId ?? refuse('record.not-found')
}

/** An agent who decides requests does not write health without that permission. */
export function requireHealthWriter({ actor }: Ctx): void {
  if (actor.kind === 'staff' && !actor.permissions.has('health.write'))
    refuse('permission.missing', { permission: 'health.write' })
}

export const healthRecordSubject: FileSubjectModule = {
  read: (ctx, target) => healthRecordValues(ctx, target.familyId, childIdOf(target)),
  apply: async (ctx, target, _action, values, documents) => {
    requireHealthWriter(ctx)
    await changeHealthRecord(ctx, target.familyId, childIdOf(target), values, documents[0] ?? null)
    return { entryId: null }
  },
}

function listSubject(list: HealthList): FileSubjectModule {
  const on = (target: SubjectTarget) => ({
    ...{ familyId: target.familyId, childId: childIdOf(target), entryId: target.entryId },
  })
  return {
    read: (ctx, target) => healthEntryValues(ctx, list, on(target)),
    list: (ctx, target) => healthEntries(ctx, list, target.familyId, childIdOf(target)),
    apply: async (ctx, target, action, values, documents) => {
      requireHealthWriter(ctx)
      if (action === 'remove') {
        const entryId = target.entryId ?? refuse('record.not-found')
        await removeHealthEntry(ctx, list, { ...on(target), entryId })
        return { entryId }
      }
      return { entryId: await writeHealthEntry(ctx, list, on(target), values, documents[0] ?? null) }
    },
  }
}

export const allergySubject = listSubject('allergy')
export const carePlanSubject = listSubject('care-plan')
export const treatmentSubject = listSubject('treatment')
export const vaccinationSubject = listSubject('vaccination')
