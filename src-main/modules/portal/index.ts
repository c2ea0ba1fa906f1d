import type { portalContract } from '../../../src-shared/contract/portal'
import type { ParentActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'
import { createGuard } from './gate'
import { createPortalFiles, createPortalHandlers } from './handlers'
import { childFiles } from './health-files'
import { liveShape } from './live-shape'
import { livePayments, receiptFiles } from './payments'

export { receiveAccessAct } from './access-acts'
export { createGuard } from './gate'
export { createPortalFiles, createPortalHandlers } from './handlers'
export { hostedPayments } from './payments'
export { quoteFromViews } from './quote-from-views'
export { registerIdentityRoutes } from './identity-routes'
export { resolveParent } from './session'
export type { DocumentSource, DoorRequest, PapersDoor, PortalShape, RequestDoor } from './shape'
export { buildView, buildViewOf } from './views/build'
export { forHostedPortal } from './views/hosted'
export { openView, sealView } from './views/sealing'
export { liveViews, replicaViews, type ViewSource } from './views/source'

export const portalHandlers: Handlers<typeof portalContract, ParentActor> = {
  ...createPortalHandlers(liveShape),
  ...livePayments,
}

export const portalGuard = createGuard(liveShape.views)

export const portalFiles = [...createPortalFiles(liveShape), ...receiptFiles, ...childFiles]
