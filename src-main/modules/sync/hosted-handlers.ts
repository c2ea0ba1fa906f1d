import type { portalContract } from '../../../src-shared/contract/portal'
import { viewKey } from '../../../src-shared/contract/portal/views'
import { refuse } from '../../../src-shared/errors'
import type { ParentActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { createPortalHandlers, hostedPayments, replicaViews } from '../portal'
import { hostedShape } from './hosted-shape'

/** Until the office has sent its first views there is nobody to sign in: it is said, not shown as a wrong password. */
async function requireConnection(ctx: Ctx): Promise<void> {
  const [town] = await replicaViews.get(ctx, viewKey.town())
  if (!town) refuse('sync.not-connected')
}

const own = createPortalHandlers(hostedShape)

/** The operations of a hosted portal: those of any portal, over copies. */
export const hostedHandlers: Handlers<typeof portalContract, ParentActor> = {
  ...own,
  ...hostedPayments,
  'town.identity': async (ctx, input) => {
    await requireConnection(ctx)
    return own['town.identity'](ctx, input)
  },
  'session.signIn': async (ctx, input) => {
    await ctx.read(requireConnection)
    return own['session.signIn'](ctx, input)
  },
}
