import type { Requirement } from '../../../src-shared/contract/documents'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { requirementsOf, rulesToAccept, type FamilyPapers } from '../../../src-shared/rules/documents'
import { sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'
import { rulesRows, rulesView, typeRows } from './store'
import {
  acceptancesOfFamilies,
  activitiesOfFamilies,
  membersOfFamilies,
  papersOfFamilies,
  sharedPapers,
  type PaperRow,
} from './store-many'

export interface PapersToGive {
  /** Everything that the family must provide, with where it stands today. */
  requirements: Requirement[]
  /** Titles of the rules that it has not accepted in their present edition. */
  rules: string[]
}

const familiesAtOnce = 300

/** What each of many families must provide and accept; one that owes nothing is absent. */
export async function papersToGive(ctx: Ctx, familyIds: readonly number[]): Promise<Map<number, PapersToGive>> {
  const { db, today } = ctx
  const types = (await typeRows(db)).filter(({ archived, demand }) => !archived && demand !== 'optional')
  const rules = (await rulesRows(db, sql`h.ended_at is null`)).map(rulesView)
  const found = new Map<number, PapersToGive>()
  if (types.length === 0 && rules.length === 0) return found
  for (let from = 0; from < familyIds.length; from += familiesAtOnce) {
    const ids = familyIds.slice(from, from + familiesAtOnce)
    const facts = await factsOf(ctx, ids)
    for (const id of ids) {
      const { papers, acceptances, structureIds } = facts(id)
      found.set(id, {
        requirements: requirementsOf({ ...papers, rules: types }, today),
        rules: rulesToAccept(rules, acceptances, structureIds).map(({ title }) => title),
      })
    }
  }
  return found
}

async function factsOf({ db, today }: Ctx, ids: readonly number[]) {
  const byFamily = <T extends { familyId: number }>(rows: readonly T[]) => groupBy(rows, ({ familyId }) => familyId)
  const members = byFamily(await membersOfFamilies(db, ids))
  const own = byFamily(await papersOfFamilies(db, ids))
  const shared = groupBy(await sharedPapers(db, ids), ({ personId }) => personId)
  const activities = byFamily(await activitiesOfFamilies(db, ids, today))
  const acceptances = byFamily(await acceptancesOfFamilies(db, ids))
  return (id: number) => {
    const people = members.get(id) ?? []
    const enrolled = activities.get(id) ?? []
    const children = people.filter(({ role }) => role === 'child')
    const fromOthers = children.flatMap((child) => shared.get(child.id) ?? []).filter(({ familyId }) => familyId !== id)
    const papers: Omit<FamilyPapers, 'rules'> = {
      given: [...(own.get(id) ?? []), ...fromOthers].map((row) => givenOf(row, id)),
      guardians: people
        .filter(({ role }) => role === 'guardian')
        .map((one) => ({ id: one.id, name: `${one.firstName} ${one.lastName}` })),
      children: children.map((child) => ({
        ...{ id: child.id, name: child.firstName },
        activityIds: enrolled.filter(({ childId }) => childId === child.id).map(({ activityId }) => activityId),
      })),
    }
    const structureIds = [...new Set(enrolled.map(({ structureId }) => structureId))]
    return { papers, acceptances: acceptances.get(id) ?? [], structureIds }
  }
}

const givenOf = ({ familyId, ...row }: PaperRow, owner: number): FamilyPapers['given'][number] => ({
  ...row,
  id: familyId === owner ? row.id : null,
  sentBy: '',
  requestId: null,
  file: null,
})
