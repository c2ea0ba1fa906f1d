import { randomUUID } from 'node:crypto'
import type { AccessAct } from '../../../src-shared/contract/access'
import type { Db } from '../../database/db'
import type { Ctx } from '../../kernel/context'
import { confirmEmail, endStep, forgetPendingEmail, markWelcomed, setPendingEmail, storePassword } from '../accounts'
import { itemsOfKind, sendLater } from './outbox'

/** On a web host an act takes effect on this portal's copies at once, and goes to the office with the next exchange. */
export async function actOnCopies(ctx: Ctx, act: AccessAct): Promise<void> {
  await actLocally(ctx, act)
  const { actor } = ctx
  const author = actor.kind === 'parent' ? actor : { familyId: 0, accountId: 0, name: '' }
  await sendLater(ctx, {
    ...{ kind: 'access', requestId: randomUUID(), at: ctx.now, act },
    ...{ familyId: author.familyId, accountId: author.accountId, authorName: author.name },
  })
}

async function actLocally(ctx: Ctx, act: AccessAct): Promise<void> {
  switch (act.act) {
    case 'password':
      return storePassword(ctx, act)
    case 'ask-email':
      return setPendingEmail(ctx, act.accountId, act.email)
    case 'cancel-email':
      return forgetPendingEmail(ctx, act.accountId)
    case 'confirm-email':
      await confirmEmail(ctx, act.tokenHash)
      return
    case 'complete':
      return endStep(ctx, act.accountId)
    case 'welcomed':
      return markWelcomed(ctx, act.accountId, act.at)
    // Only the office knows these: who has an account, and which addresses were proved.
    case 'forgotten':
    case 'register':
    case 'prove':
      return
  }
}

/** What was done here about an account and the office has not received yet: its older word must not undo it. */
export async function actsOnTheirWay(db: Db, accountId: number): Promise<Set<AccessAct['act']>> {
  const acts = (await itemsOfKind(db, 'access')).flatMap((item) => (item.kind === 'access' ? [item.act] : []))
  return new Set(acts.filter((act) => 'accountId' in act && act.accountId === accountId).map(({ act }) => act))
}
