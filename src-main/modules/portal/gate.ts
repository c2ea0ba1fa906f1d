import type { PortalGate } from '../../../src-shared/contract/portal/session'
import { viewKey } from '../../../src-shared/contract/portal/views'
import { refuse } from '../../../src-shared/errors'
import type { Actor } from '../../kernel/actor'
import type { Ctx, ParentCtx } from '../../kernel/context'
import { isOpenToAll } from './registration'
import type { ViewSource } from './views/source'

/** What stays open while a session has something of its own to do first. Everything else is refused, whoever asks. */
const openTo = {
  password: /^(session|town|identity)\.|^access\.(changePassword|readLink|choosePassword|forgotten)$/,
  completion: /^(session|town|access|identity)\./,
}
const refusals = { password: 'access.password-first', completion: 'access.completion-first' } as const

/** Files of the family's own papers and money stay open while its yearly file comes first. */
const openFiles = /^\/files\/(?:(?:invoices|receipts|uploads|rules|children)\/|registration\.pdf$)/

/** The yearly file comes first where the town decided it and this family's is not complete. */
export async function fileGate(ctx: ParentCtx, views: ViewSource): Promise<PortalGate | null> {
  const [town] = await views.get(ctx, viewKey.town())
  // asked before every operation: the file itself is read only where the town may stop somebody
  if (town?.yearlyFile.limitsAccess === false) return null
  const [registration] = await views.get(ctx, viewKey.registration(ctx.actor.familyId))
  return registration?.limitsAccess === true ? 'file' : null
}

export type Guard = (ctx: Ctx, actor: Actor, name: string) => Promise<void>

/** Refuses what a session may not do yet; `name` is an operation, or the path of a file. */
export function createGuard(views: ViewSource): Guard {
  return async (ctx, actor, name) => {
    if (actor.kind !== 'parent') return
    const gate = actor.gate ?? null
    if (gate === 'password' || gate === 'completion') {
      if (!openTo[gate].test(name)) refuse(refusals[gate])
      return
    }
    if (name.startsWith('/') ? openFiles.test(name) : isOpenToAll(name)) return
    if ((await fileGate({ ...ctx, actor }, views)) !== null) refuse('registration.access-limited')
  }
}
