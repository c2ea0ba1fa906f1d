import { refuse } from '../../../../src-shared/errors'
import {
  addMember,
  bankValues,
  cafValues,
  changeBank,
  changeCaf,
  changeGuardian,
  changeTax,
  familyTaxValues,
  guardianValues,
  removeGuardian,
  removeIncome,
  removeQuotient,
  undoBank,
  type BankChange,
  type Proof,
} from '../../families'
import type { FieldValues, FileSubjectModule, SubjectTarget } from './subject'

/** Subjects of the household and of its adults. */

export const personOf = ({ personId }: SubjectTarget): number => personId ?? refuse('record.not-found')

/** A value that a family declared and an agent accepted. */
const declared = (documents: readonly string[]): Proof => ({
  source: 'Déclaré par la famille sur le portail',
  documentId: documents[0] ?? null,
})

/** What the file holds differs from what it held, of what was known. */
const isOther = (present: FieldValues, before: FieldValues) =>
  Object.entries(before).some(([key, value]) => value !== null && present[key] !== value)

export const guardianSubject: FileSubjectModule = {
  read: (ctx, target) => guardianValues(ctx, target.familyId, personOf(target)),
  apply: async (ctx, target, _action, values) => {
    await changeGuardian(ctx, target.familyId, personOf(target), values)
    return { entryId: null }
  },
}

export const newMemberSubject: FileSubjectModule = {
  read: () => Promise.resolve({}),
  apply: async (ctx, { familyId }, _action, values) => ({ entryId: await addMember(ctx, familyId, values) }),
  undo: async (ctx, { familyId }, { entryId }) => {
    if (entryId !== null) await removeGuardian(ctx, familyId, entryId)
  },
}

/** An income is added beside those before, never in their place: taking it back takes the one added away. */
export const taxSubject: FileSubjectModule = {
  read: (ctx, { familyId }) => familyTaxValues(ctx, familyId),
  apply: async (ctx, { familyId }, _action, values, documents) => {
    const { incomeId } = await changeTax(ctx, familyId, values, declared(documents))
    return { entryId: incomeId }
  },
  undo: async (ctx, { familyId }, { entryId, before }) => {
    if (entryId !== null) await removeIncome(ctx, familyId, entryId)
    // One of the same year and day had given way.
    if (isOther(await familyTaxValues(ctx, familyId), before)) await changeTax(ctx, familyId, before, declared([]))
  },
}

export const cafSubject: FileSubjectModule = {
  read: (ctx, { familyId }) => cafValues(ctx, familyId),
  apply: async (ctx, { familyId }, _action, values, documents) => {
    const { quotientId } = await changeCaf(ctx, familyId, values, declared(documents))
    return { entryId: quotientId }
  },
  undo: async (ctx, { familyId }, { entryId, before }) => {
    if (entryId !== null) await removeQuotient(ctx, familyId, entryId)
    const { quotient, quotientFrom: _from, ...benefits } = before
    const gaveWay = typeof quotient === 'number' && isOther(await cafValues(ctx, familyId), { quotient })
    await changeCaf(ctx, familyId, gaveWay ? before : benefits, declared([]))
  },
}

/** The whole IBAN is in the sealed request only: what was opened and closed comes back through the ids. */
export const bankSubject: FileSubjectModule<BankChange> = {
  read: (ctx, { familyId }) => bankValues(ctx, familyId),
  apply: async (ctx, { familyId }, _action, values, _documents, author) => {
    const signature = { signedBy: author.name, signedOn: author.on }
    return { entryId: null, trace: await changeBank(ctx, familyId, values, signature) }
  },
  undo: async (ctx, { familyId }, { trace }) => {
    if (trace) await undoBank(ctx, familyId, trace)
  },
}
