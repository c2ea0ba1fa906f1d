import type { DocumentsView, PaperworkView } from '../../../src-shared/contract/portal/views-documents'
import { consentDefinitions } from '../../../src-shared/contract/documents'
import { sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'
import { consentStatus } from './consents'
import {
  acceptancesOf,
  consentAnswers,
  givenDocuments,
  household,
  publishedRows,
  publishedView,
  rulesRows,
  rulesView,
  typeRows,
} from './store'

/** What every family reads alike: what is asked, what is offered to all, the règlements in force. */
export async function buildPaperworkView({ db }: Ctx): Promise<PaperworkView> {
  return {
    types: (await typeRows(db)).filter(({ archived }) => !archived),
    published: (await publishedRows(db, sql`p.family_id is null`)).map(publishedView),
    rules: (await rulesRows(db, sql`h.ended_at is null`)).map(rulesView),
  }
}

/** What one family gave, received, accepted and consented to. Of the child's other parents, only whether all agree. */
export async function buildDocumentsView(ctx: Ctx, familyId: number): Promise<DocumentsView> {
  const { db } = ctx
  const own = new Set((await household(db, familyId, ctx.today)).guardians.map(({ id }) => id))
  return {
    given: await givenDocuments(db, familyId),
    published: (await publishedRows(db, sql`p.family_id = ${familyId}`)).map(publishedView),
    acceptances: await acceptancesOf(db, familyId),
    answers: (await consentAnswers(db, familyId)).filter(({ personId }) => own.has(personId)),
    results: (await consentStatus(ctx, { familyId }))
      .filter(({ kind }) => consentDefinitions[kind].about === 'child')
      .map(({ kind, childId, result }) => ({ kind, childId, result })),
  }
}
