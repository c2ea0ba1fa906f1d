import type { Access } from '../../src-shared/contract/operation'
import { AppError } from '../../src-shared/errors'
import { accessOf, anonymous, type Actor } from './actor'
import { inRead, type Caller, type Ctx, type ManualCtx, type Services } from './context'
import { manualContext } from './files'

/** A file on its way in: its bytes are read once, by whoever receives it. */
export interface IncomingFile {
  /** UUID made by the browser: the same one sent again is the same file. */
  id: string
  /** As the sender calls it; never trusted. */
  name: string
  /** As announced; null when it is not. */
  length: number | null
  bytes: AsyncIterable<Uint8Array>
}

export interface UploadReceiver<A extends Actor = Actor> {
  permission: Access
  receive(ctx: ManualCtx<A>, file: IncomingFile): Promise<unknown>
}

export interface UploadDispatcher {
  /** Receives a file; throws AppError for the transport to answer. */
  put(file: IncomingFile, caller: Caller): Promise<unknown>
}

interface Options<A extends Actor> {
  receiver: UploadReceiver<A>
  services: Services
  resolveActor(token: string | null, ctx: Ctx): Promise<Actor>
  /** As for downloads: what this actor may not do at this moment. */
  guard?(ctx: Ctx, actor: Actor, path: string): Promise<void>
}

/** Same guards as operations, before the first byte is read. */
export function createUploadDispatcher<A extends Actor>(options: Options<A>): UploadDispatcher {
  const { receiver, services, resolveActor, guard } = options
  return {
    put: async (file, caller) => {
      const actor = (await inRead({ services, actor: anonymous }, (ctx) => resolveActor(caller.sessionToken, ctx))) as A
      const access = accessOf(actor, receiver.permission)
      if (access === 'sign-in') throw new AppError('session.missing')
      if (access === 'forbidden') throw new AppError('permission.missing')
      if (guard) await inRead({ services, actor }, (ctx) => guard(ctx, actor, `/files/uploads/${file.id}`))
      return receiver.receive(manualContext(actor, caller, services), file)
    },
  }
}
