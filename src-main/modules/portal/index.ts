import type { portalContract } from '../../../src-shared/contract/portal'
import { anonymous, type Actor, type ParentActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import type { FileRoute } from '../../kernel/files'

export const portalHandlers: Handlers<typeof portalContract, ParentActor> = {}

export const portalFiles: FileRoute<ParentActor>[] = []

/** Who a parent's token speaks for. */
export function resolveParent(_token: string | null, _ctx: Ctx): Promise<Actor> {
  return Promise.resolve(anonymous)
}
