import type { RowOf } from '../database/table'
import type { AuditTable } from '../kernel/entities'
import type { RequestRow } from '../modules/requests/entities'
import type { DemoEnrolment } from './enrolments'
import type { Population } from './household-types'

type AuditRow = RowOf<typeof AuditTable>
type Fact = Omit<AuditRow, 'id' | 'actorKind' | 'actorId' | 'actorName' | 'summary'> & {
  familyId: number
  by: 'agent' | 'parent'
  actorName: string
  summary: Record<string, unknown>
}

/** Position of the agent among the staff of the demonstration. */
const agentId = 3
const agentName = 'Nadia Kessler'

interface History {
  population: Population
  enrolments: readonly DemoEnrolment[]
  requests: readonly RequestRow[]
}

/** What the log would hold had the town been typed in: as the product writes it, in the order of time. */
export function historyOf({ population, enrolments, requests }: History): AuditRow[] {
  const facts = [...familyFacts(population), ...enrolments.map(enrolmentFact), ...requests.flatMap(requestFacts)]
  // Two facts of the same moment stay in the order in which they were told.
  facts.sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0))
  return facts.map(({ by, summary, ...fact }, index) => ({
    id: index + 1,
    ...fact,
    actorKind: by === 'agent' ? 'staff' : 'parent',
    // A parent's account has the number of the family that it opens.
    actorId: by === 'agent' ? agentId : fact.familyId,
    summary: JSON.stringify(summary),
  }))
}

const byAgent = { by: 'agent' as const, actorName: agentName }

function familyFacts({ households, quotients }: Population): Fact[] {
  const created = households.map(({ family: { id, name, number, createdAt } }) => ({
    ...byAgent,
    at: createdAt,
    operation: 'families.create',
    entity: 'family',
    entityId: String(id),
    familyId: id,
    summary: { name, number },
  }))
  const read = quotients.map(({ familyId, value, kind, validFrom, source, createdAt }) => ({
    ...byAgent,
    at: createdAt,
    operation: 'families.addQuotient',
    entity: 'family',
    entityId: String(familyId),
    familyId,
    summary: { value, kind, validFrom, source },
  }))
  return [...created, ...read]
}

function enrolmentFact({ row, child, service }: DemoEnrolment): Fact {
  const name = `${child.person.firstName} ${child.person.lastName}`
  return {
    ...byAgent,
    at: row.createdAt,
    operation: 'enrolments.create',
    entity: 'enrolment',
    entityId: String(row.id),
    familyId: row.familyId,
    summary: { name, activity: service.activity.name, startDate: row.startDate },
  }
}

function requestFacts(request: RequestRow): Fact[] {
  const { id, familyId, authorName, submittedAt, decidedAt, decidedBy, status, reason } = request
  const items = (JSON.parse(request.payload) as { items: unknown[] }).items.length
  // Nobody the town does not know asks anything of the demonstration.
  if (familyId === null) return []
  const about = { entity: 'request', entityId: id, familyId }
  const asked: Fact = {
    ...about,
    by: 'parent',
    actorName: authorName,
    at: submittedAt,
    operation: 'booking.submit',
    summary: { items, status: 'pending' },
  }
  if (decidedAt === null) return [asked]
  return [
    asked,
    {
      ...about,
      by: 'agent',
      actorName: decidedBy,
      at: decidedAt,
      operation: 'requests.decide',
      summary: { status, reason },
    },
  ]
}
