import type { Access } from '../../src-shared/contract/operation'
import { AppError } from '../../src-shared/errors'
import { accessOf, anonymous, type Actor } from './actor'
import { inRead, inWrite, type Caller, type Ctx, type ManualCtx, type Services } from './context'

/** A file that goes out as a download or a preview. */
export interface FileReply {
  contentType: string
  fileName: string
  body: Buffer | string
  /** Shown in the browser rather than saved. */
  inline?: boolean
}

/** `path` is like `/files/invoices/:id.pdf`: one `:name` per segment, with an optional ending. */
export interface FileRoute<A extends Actor = Actor> {
  path: string
  permission: Access
  handle(ctx: ManualCtx<A>, params: Record<string, string>, query: Record<string, string>): Promise<FileReply>
}

export interface FileDispatcher {
  /** Answers a download; throws AppError for the transport to turn into a page. */
  get(path: string, query: Record<string, string>, caller: Caller): Promise<FileReply>
}

interface Options<A extends Actor> {
  routes: readonly FileRoute<A>[]
  services: Services
  resolveActor(token: string | null, ctx: Ctx): Promise<Actor>
  /** Refuses what this actor may not read at this moment, beyond permissions. */
  guard?(ctx: Ctx, actor: Actor, path: string): Promise<void>
}

/** Same guards as operations: session, permission, then the handler with its own units of work. */
export function createFileDispatcher<A extends Actor>({
  routes,
  services,
  resolveActor,
  guard,
}: Options<A>): FileDispatcher {
  const compiled = routes.map((route) => ({ route, match: compilePath(route.path) }))
  return {
    get: async (path, query, caller) => {
      for (const { route, match } of compiled) {
        const params = match(path)
        if (!params) continue
        const actor = (await inRead({ services, actor: anonymous }, (ctx) =>
          resolveActor(caller.sessionToken, ctx),
        )) as A
        const access = accessOf(actor, route.permission)
        if (access === 'sign-in') throw new AppError('session.missing')
        if (access === 'forbidden') throw new AppError('permission.missing')
        if (guard) await inRead({ services, actor }, (ctx) => guard(ctx, actor, path))
        return route.handle(manualContext(actor, caller, services), params, query)
      }
      throw new AppError('record.not-found')
    },
  }
}

/** What a handler outside the contract receives: the same as a manual command, without sessions to open. */
export function manualContext<A extends Actor>(actor: A, caller: Caller, services: Services): ManualCtx<A> {
  return {
    now: services.clock.now(),
    today: services.clock.today(),
    actor,
    services,
    caller,
    write: (work) => inWrite({ services, actor }, work),
    read: (work) => inRead({ services, actor }, work),
    setSession: () => {
      throw new Error('a file does not open a session')
    },
  }
}

function compilePath(pattern: string): (path: string) => Record<string, string> | null {
  const names: string[] = []
  const source = pattern.replace(/[.]/g, '\\.').replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    names.push(name)
    return '([^/.]+)'
  })
  const expression = new RegExp(`^${source}$`)
  return (path) => {
    const found = expression.exec(path)
    if (!found) return null
    return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]))
  }
}
