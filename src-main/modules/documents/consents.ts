import {
  consentDefinitions,
  type ConsentAnswer,
  type ConsentKind,
  type ConsentResult,
} from '../../../src-shared/contract/documents'
import type { ConsentRow } from '../../../src-shared/contract/staff/documents'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { consentResult } from '../../../src-shared/rules/documents'
import { joinSql, sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'
import { keepImageAnswer } from '../children'
import { familyIdsOfPerson, visibleFamilies } from '../families'
import type { ConsentRow as StoredConsent } from './entities'
import { household, parentsOfChild } from './store'

export interface ConsentToKeep {
  kind: ConsentKind
  familyId: number
  personId: number
  childId: number | null
  given: boolean
  at: Instant
  address: string
  userAgent: string
  channel: StoredConsent['channel']
}

/** Keeps an answer beside those before it: yes, no, or yes no more. */
export async function answerConsent(ctx: Ctx, answer: ConsentToKeep): Promise<void> {
  const { kind, familyId, personId, childId, given, at, address, userAgent, channel } = answer
  const { about, wording } = consentDefinitions[kind]
  const { guardians, children } = await household(ctx.db, familyId, ctx.today)
  if (!guardians.some(({ id }) => id === personId)) refuse('consent.wrong-person')
  if (about === 'child' ? !children.some(({ id }) => id === childId) : childId !== null) refuse('record.not-found')
  await ctx.db.insert('consent', {
    ...{ kind, familyId, childId, personId, given, wording, at, address, userAgent, channel },
  })
  const name = guardians.find(({ id }) => id === personId)?.name ?? ''
  if (childId !== null) await keepImageMark(ctx, kind, childId, name)
  const families = childId === null ? [familyId] : await familyIdsOfPerson(ctx, childId)
  await ctx.touch(...families.flatMap((id) => [`documents/${id}`, `family/${id}`]))
  ctx.afterCommit(() => ctx.services.publish({ type: 'families', familyId }))
}

/** What staff read on a child's card follows the answers: a « yes » needs every parent. */
async function keepImageMark(ctx: Ctx, kind: ConsentKind, childId: number, decidedBy: string): Promise<void> {
  if (kind !== 'image') return
  const { result } = await consentOfChild(ctx, kind, childId)
  const granted = result === 'given' ? true : result === 'refused' ? false : null
  await keepImageAnswer(ctx, childId, { granted, decidedBy })
}

interface ChildConsent {
  result: ConsentResult
  answers: ConsentRow['answers']
}

async function consentOfChild(ctx: Ctx, kind: ConsentKind, childId: number): Promise<ChildConsent> {
  const parents = await parentsOfChild(ctx.db, childId)
  const answers = await answersAbout(ctx, kind, childId)
  return describe(parents, answers)
}

function describe(parents: readonly { id: number; name: string }[], answers: readonly ConsentAnswer[]): ChildConsent {
  const ids = parents.map(({ id }) => id)
  return {
    result: consentResult(answers, ids),
    answers: parents.map(({ id, name }) => {
      const last = answers.findLast(({ personId }) => personId === id)
      return { name, given: last?.given ?? null, at: last?.at ?? null }
    }),
  }
}

async function answersAbout(ctx: Ctx, kind: ConsentKind, childId: number): Promise<ConsentAnswer[]> {
  const rows = await ctx.db.rows<ConsentAnswer>`select kind, child_id, person_id, given, at from consent
    where kind = ${kind} and child_id = ${childId} order by at, id`
  return rows.map((row) => ({ ...row, given: Boolean(row.given) }))
}

async function answersOfPerson(ctx: Ctx, kind: ConsentKind, personId: number): Promise<ConsentAnswer[]> {
  const rows = await ctx.db.rows<ConsentAnswer>`select kind, child_id, person_id, given, at from consent
    where kind = ${kind} and child_id is null and person_id = ${personId} order by at, id`
  return rows.map((row) => ({ ...row, given: Boolean(row.given) }))
}

/** Each consent of a family: of every child with all its parents, of every guardian for themselves. */
export async function consentStatus(ctx: Ctx, { familyId }: { familyId: number }): Promise<ConsentRow[]> {
  const { guardians, children } = await household(ctx.db, familyId, ctx.today)
  const rows: ConsentRow[] = []
  for (const { kind, about } of Object.values(consentDefinitions)) {
    const subjects = about === 'child' ? children : guardians
    for (const { id, name } of subjects) {
      const found =
        about === 'child'
          ? await consentOfChild(ctx, kind, id)
          : describe([{ id, name }], await answersOfPerson(ctx, kind, id))
      rows.push({ kind, childId: about === 'child' ? id : null, personName: name, familyId, familyName: '', ...found })
    }
  }
  return rows
}

interface ConsentQuestion {
  kind: ConsentKind
  result: ConsentResult | null
  search: string
  offset: number
  limit: number
}

/** Who says what, over the whole town: for whoever prepares a bulletin or a class photo. */
export async function listConsents(
  ctx: Ctx,
  question: ConsentQuestion,
): Promise<{ rows: ConsentRow[]; total: number }> {
  const { kind, result, search, offset, limit } = question
  const role = consentDefinitions[kind].about
  const words = normalizeSearch(search).split(' ').filter(Boolean)
  const conditions = [
    sql`m.role = ${role}`,
    sql`f.archived_at is null`,
    visibleFamilies(ctx),
    ...words.map((word) => sql`f.search_text like ${`%${word}%`}`),
  ]
  const people = await ctx.db.rowsOf<{
    personId: number
    firstName: string
    lastName: string
    familyId: number
    familyName: string
  }>(
    sql`select p.id as person_id, p.first_name, p.last_name, f.id as family_id, f.name as family_name
    from family_member m join family f on f.id = m.family_id join person p on p.id = m.person_id
    where ${joinSql(conditions, ' and ')} order by p.last_name, p.first_name, p.id, f.id`,
  )
  // A child of two families is one child.
  const once = people.filter((one, index) => people[index - 1]?.personId !== one.personId)
  const facts = await answersOfTown(ctx, kind, role)
  const all = once.map(({ personId, firstName, lastName, familyId, familyName }): ConsentRow => {
    const name = `${firstName} ${lastName}`
    const parents = role === 'child' ? (facts.parents.get(personId) ?? []) : [{ id: personId, name }]
    const described = describe(parents, facts.answers.get(personId) ?? [])
    return { kind, childId: role === 'child' ? personId : null, personName: name, familyId, familyName, ...described }
  })
  const matching = result === null ? all : all.filter((row) => row.result === result)
  return { rows: matching.slice(offset, offset + limit), total: matching.length }
}

async function answersOfTown(ctx: Ctx, kind: ConsentKind, role: 'child' | 'guardian') {
  const rows = await ctx.db.rows<ConsentAnswer>`select kind, child_id, person_id, given, at from consent
    where kind = ${kind} order by at, id`
  const answers = new Map<number, ConsentAnswer[]>()
  for (const row of rows) push(answers, row.childId ?? row.personId, { ...row, given: Boolean(row.given) })
  const parents = new Map<number, { id: number; name: string }[]>()
  if (role === 'child') {
    const links = await ctx.db.rows<{ childId: number; id: number; firstName: string; lastName: string }>`
      select distinct c.person_id as child_id, p.id, p.first_name, p.last_name from family_member c
      join family_member g on g.family_id = c.family_id and g.role = 'guardian' and g.parental_authority = ${true}
      join person p on p.id = g.person_id where c.role = 'child' order by 1, 2`
    for (const { childId, id, firstName, lastName } of links) {
      push(parents, childId, { id, name: `${firstName} ${lastName}` })
    }
  }
  return { answers, parents }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
