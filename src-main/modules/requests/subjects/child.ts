import { refuse } from '../../../../src-shared/errors'
import { dietLabel } from '../../../../src-shared/labels/child'
import {
  addChild,
  addContact,
  authorisationValues,
  changeAuthorisations,
  changeChild,
  changeContact,
  changeNeeds,
  childValues,
  contactEntries,
  contactValues,
  forgetChild,
  needsValues,
  removeContact,
  takeBackAuthorisations,
} from '../../children'
import { listStructures, readTown } from '../../organisation'
import { personOf } from './people'
import { requireHealthWriter } from './health'
import type { FileSubjectModule, SubjectTarget } from './subject'

/** Subjects of a child, health apart. */

const entryOf = ({ entryId }: SubjectTarget): number => entryId ?? refuse('record.not-found')

export const childIdentitySubject: FileSubjectModule = {
  read: (ctx, target) => childValues(ctx, target.familyId, personOf(target)),
  apply: async (ctx, target, _action, values) => {
    await changeChild(ctx, target.familyId, personOf(target), values)
    return { entryId: null }
  },
  choices: async (ctx) => ({
    schoolId: (await listStructures(ctx))
      .filter(({ kind }) => kind === 'school')
      .map(({ id, name }) => ({ value: String(id), label: name })),
  }),
}

export const newChildSubject: FileSubjectModule = {
  read: () => Promise.resolve({}),
  apply: async (ctx, { familyId }, _action, values) => ({ entryId: await addChild(ctx, familyId, values) }),
  undo: async (ctx, { familyId }, { entryId }) => {
    if (entryId !== null) await forgetChild(ctx, familyId, entryId)
  },
}

export const authorisationsSubject: FileSubjectModule = {
  read: (ctx, target) => authorisationValues(ctx, target.familyId, personOf(target)),
  apply: async (ctx, target, _action, values, _documents, author) => {
    await changeAuthorisations(ctx, target.familyId, personOf(target), values, author.name)
    return { entryId: null }
  },
  undo: (ctx, target, { before }) => takeBackAuthorisations(ctx, target.familyId, personOf(target), before),
}

export const needsSubject: FileSubjectModule = {
  read: (ctx, target) => needsValues(ctx, target.familyId, personOf(target)),
  apply: async (ctx, target, _action, values) => {
    requireHealthWriter(ctx)
    await changeNeeds(ctx, target.familyId, personOf(target), values)
    return { entryId: null }
  },
  choices: async (ctx) => {
    const { diets } = (await readTown(ctx)).settings.children
    return { diet: [...new Set(['', ...diets])].map((diet) => ({ value: diet, label: capital(dietLabel(diet)) })) }
  },
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

export const contactSubject: FileSubjectModule = {
  read: (ctx, target) => contactValues(ctx, target.familyId, personOf(target), entryOf(target)),
  list: (ctx, target) => contactEntries(ctx, target.familyId, personOf(target)),
  apply: async (ctx, target, action, values) => {
    const { familyId } = target
    const childId = personOf(target)
    if (action === 'add') return { entryId: await addContact(ctx, familyId, childId, values) }
    const contactId = entryOf(target)
    if (action === 'remove') await removeContact(ctx, familyId, childId, contactId)
    else await changeContact(ctx, familyId, childId, contactId, values)
    return { entryId: contactId }
  },
}
