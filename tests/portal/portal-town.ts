import { caller, deskOn, valueOf, type Desk } from '../support/desk'
import type { TestDatabase } from '../support/database'
import { insertInvoice } from './invoice'
import { insertParent, smallTown, type SmallTown } from '../support/factories/town'
import type { InputOf, OutputOf, Reply } from '../../src-shared/contract/operation'
import type { PortalContract } from '../../src-shared/contract/portal'

type Name = keyof PortalContract & string

/** What one parent may ask, with the session of a token. */
export function parentOf(desk: Desk, token: string | null) {
  const ask = async <K extends Name>(operation: K, input: InputOf<PortalContract, K>): Promise<Reply> =>
    (await desk.portal.dispatcher.call(operation, input, caller(token))).reply
  return {
    ask,
    value: async <K extends Name>(operation: K, input: InputOf<PortalContract, K>) =>
      valueOf<OutputOf<PortalContract, K>>(await ask(operation, input)),
    code: async <K extends Name>(operation: K, input: InputOf<PortalContract, K>) => {
      const reply = await ask(operation, input)
      return reply.ok ? null : reply.error.code
    },
  }
}

/** The small town with a parent in each of its two families, and an invoice for each. */
export async function portalTown(database: TestDatabase, options: { now?: string } = {}) {
  const desk = deskOn(database, options)
  const { town, mariama, invoices } = await desk.write(async (ctx) => {
    const made: SmallTown = await smallTown(ctx)
    const other = await insertParent(ctx, made.diallo.mariama, made.diallo.id)
    const berthelot = await insertInvoice(ctx, {
      familyId: made.berthelot.id,
      childId: made.berthelot.lina,
      activityId: made.canteen.id,
      number: 1,
    })
    const diallo = await insertInvoice(ctx, {
      familyId: made.diallo.id,
      childId: made.diallo.awa,
      activityId: made.canteen.id,
      number: 2,
    })
    return { town: made, mariama: other, invoices: { berthelot, diallo } }
  })
  const tokens = { sarah: town.parent.token, mariama: mariama.token }
  return { desk, town, invoices, tokens, sarah: parentOf(desk, tokens.sarah), mariama: parentOf(desk, tokens.mariama) }
}
export type PortalTown = Awaited<ReturnType<typeof portalTown>>
