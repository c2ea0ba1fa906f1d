import type { DuplicateKind, MergePreview } from '../../../src-shared/contract/staff/duplicates'
import { refuse } from '../../../src-shared/errors'
import { formatMonth } from '../../../src-shared/format/date'
import { isYearMonth } from '../../../src-shared/kernel/year-month'
import type { Ctx } from '../../kernel/context'
import { wordsOfFamily, wordsOfPerson } from './duplicates'
import { childMergeFields, conflictsOf, familyMergeFields, personMergeFields, type MergeField } from './merge-fields'
import { familyReferences, personReferences, type Reference } from './merge-references'
import { familyIdsOfPerson, findFamily, isVisible, memberPeople } from './store'
import { peopleToCompare } from './store-duplicates'
import {
  doubleEnrolments,
  draftRunsOf,
  movableIds,
  pendingPayments,
  pendingRequestsOn,
  rowOf,
  type Row,
} from './store-merge'

export interface MergePair {
  kind: DuplicateKind
  keptId: number
  removedId: number
}

/** The two files as their tables hold them. */
export interface MergeSides {
  fields: readonly MergeField[]
  kept: Row
  removed: Row
  /** Of two children: what stands beside the person. */
  children: { kept: Row; removed: Row } | null
}

export const referencesOf = (kind: DuplicateKind): readonly Reference[] =>
  kind === 'family' ? familyReferences : personReferences

/** Both files, where this agent sees them and neither was merged before; `record.not-found` otherwise. */
export async function readSides(ctx: Ctx, { kind, keptId, removedId }: MergePair): Promise<MergeSides> {
  if (kind === 'family') {
    const [kept, removed] = [await findFamily(ctx, keptId), await findFamily(ctx, removedId)]
    if (!kept || !removed || kept.mergedIntoId !== null || removed.mergedIntoId !== null) refuse('record.not-found')
    if (!(await isVisible(ctx, keptId)) || !(await isVisible(ctx, removedId))) refuse('record.not-found')
    return { fields: familyMergeFields, kept: { ...kept }, removed: { ...removed }, children: null }
  }
  const [kept, removed] = [await rowOf(ctx, 'person', 'id', keptId), await rowOf(ctx, 'person', 'id', removedId)]
  for (const id of [keptId, removedId]) if (!(await seesPerson(ctx, id))) refuse('record.not-found')
  if (!kept || !removed) refuse('record.not-found')
  const children = { kept: await childRow(ctx, keptId), removed: await childRow(ctx, removedId) }
  return {
    fields: personMergeFields,
    kept,
    removed,
    children: children.kept && children.removed ? { kept: children.kept, removed: children.removed } : null,
  }
}

async function seesPerson(ctx: Ctx, personId: number): Promise<boolean> {
  for (const id of await familyIdsOfPerson(ctx, personId)) if (await isVisible(ctx, id)) return true
  return false
}

async function childRow(ctx: Ctx, id: number): Promise<Row | undefined> {
  const child = await rowOf(ctx, 'child', 'id', id)
  if (!child) return undefined
  const school = child['schoolId'] === null ? undefined : await rowOf(ctx, 'structure', 'id', Number(child['schoolId']))
  return { ...child, schoolName: school?.['name'] ?? '' }
}

/** What a merge would do, and what stands in its way; writes nothing. */
export async function previewMerge(ctx: Ctx, pair: MergePair): Promise<MergePreview> {
  const sides = await readSides(ctx, pair)
  const { people, families } = await peopleToCompare(ctx)
  const words = (id: number) =>
    pair.kind === 'family'
      ? wordsOfFamily(
          families.get(id),
          people.filter((person) => person.familyIds.includes(id)),
        )
      : wordsOfPerson(
          people.find((person) => person.id === id),
          families,
        )
  const familyOf = (id: number) =>
    pair.kind === 'family' ? id : (people.find((one) => one.id === id)?.familyIds[0] ?? 0)
  const side = (id: number) => ({ id, familyId: familyOf(id), ...words(id) })
  return {
    kind: pair.kind,
    kept: side(pair.keptId),
    removed: side(pair.removedId),
    moves: await movesOf(ctx, pair),
    conflicts: await conflictsBetween(ctx, pair, sides),
    obstacles: await obstaclesTo(ctx, pair, sides),
  }
}

async function movesOf(ctx: Ctx, pair: MergePair): Promise<MergePreview['moves']> {
  const counts = new Map<string, number>()
  const add = (label: string, count: number) => count > 0 && counts.set(label, (counts.get(label) ?? 0) + count)
  if (pair.kind === 'family') add('Membres', (await joiningMembers(ctx, pair)).length)
  for (const reference of referencesOf(pair.kind)) {
    if (reference.how !== 'move') continue
    const ids = await movableIds(ctx, reference, pair.removedId, pair.keptId)
    add(reference.label ?? reference.table, ids.length)
  }
  return [...counts].map(([label, count]) => ({ label, count }))
}

/** Members of the family removed whom the other does not have yet. */
async function joiningMembers(ctx: Ctx, { keptId, removedId }: MergePair): Promise<number[]> {
  const present = new Set((await memberPeople(ctx, keptId)).map(({ id }) => id))
  return (await memberPeople(ctx, removedId)).map(({ id }) => id).filter((id) => !present.has(id))
}

async function conflictsBetween(ctx: Ctx, pair: MergePair, sides: MergeSides): Promise<MergePreview['conflicts']> {
  const conflicts = conflictsOf(sides.fields, sides.kept, sides.removed)
  if (sides.children) conflicts.push(...conflictsOf(childMergeFields, sides.children.kept, sides.children.removed))
  return [...conflicts, ...(await heldOnce(ctx, pair, sides))]
}

/** What a file holds once only, and both have. Health is named, never told. */
export async function heldOnce(
  ctx: Ctx,
  pair: MergePair,
  { children }: MergeSides,
): Promise<MergePreview['conflicts']> {
  const { kind, keptId, removedId } = pair
  const both = async (read: (id: number) => Promise<string | undefined>, key: string, label: string) => {
    const [kept, removed] = [await read(keptId), await read(removedId)]
    return kept !== undefined && removed !== undefined ? [{ key, label, kept, removed }] : []
  }
  if (kind === 'family') {
    const bank = async (id: number) => {
      const [row] = await ctx.db.rows<{ ibanMasked: string }>`select iban_masked from bank_account
        where family_id = ${id} and ended_at is null order by id desc`
      return row?.ibanMasked
    }
    return both(bank, 'bank', 'Coordonnées bancaires')
  }
  const login = async (id: number) => {
    const account = await rowOf(ctx, 'portal_account', 'personId', id)
    return account === undefined ? undefined : String(account['login'])
  }
  const health = async (id: number) =>
    (await rowOf(ctx, 'health_record', 'childId', id)) ? 'renseignée (donnée de santé, réservée)' : undefined
  return [
    ...(await both(login, 'account', 'Compte du portail')),
    ...(children ? await both(health, 'health', 'Fiche de santé') : []),
  ]
}

/** In plain words, with what to do about it. */
export async function obstaclesTo(ctx: Ctx, pair: MergePair, sides: MergeSides): Promise<string[]> {
  const { kind, keptId, removedId } = pair
  const found = (await doubleEnrolments(ctx, kind, keptId, removedId)).map(
    ({ activity, child }) =>
      `${child} est inscrit deux fois à « ${activity} » : terminez d’abord l’une des deux inscriptions.`,
  )
  if (kind === 'person') {
    const kinds = [await rowOf(ctx, 'child', 'id', keptId), await rowOf(ctx, 'child', 'id', removedId)]
    if ((kinds[0] === undefined) !== (kinds[1] === undefined))
      found.push('L’une des fiches est celle d’un enfant, l’autre celle d’un adulte.')
    if ((await pendingRequestsOn(ctx, removedId)) > 0)
      found.push('Une demande en attente porte sur la fiche à retirer : décidez-la d’abord.')
    return found
  }
  if (sides.kept['archivedAt'] !== null) found.push('Le dossier à garder est archivé : rouvrez-le d’abord.')
  for (const period of await draftRunsOf(ctx, removedId))
    found.push(
      `La facturation de ${isYearMonth(period) ? formatMonth(period) : period} est en cours de préparation : émettez-la ou abandonnez-la d’abord.`,
    )
  if ((await pendingPayments(ctx, removedId)) > 0)
    found.push('Un paiement en ligne est en cours : attendez sa fin, une heure au plus.')
  return found
}
