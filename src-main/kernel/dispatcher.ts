import { z } from 'zod'
import type { Contract, Operation, ParsedInputOf, Reply, ResultOf } from '../../src-shared/contract/operation'
import { AppError, type ErrorCode, type ErrorDetails } from '../../src-shared/errors'
import { accessOf, anonymous, type Actor } from './actor'
import { inRead, inWrite, writeAudit, type Caller, type Ctx, type ManualCtx, type Services } from './context'

type CtxFor<O, A extends Actor> = O extends { manual: true } ? ManualCtx<A> : Ctx<A>

/** One handler per operation of a contract; a forgotten one does not compile. */
export type Handlers<C extends Contract, A extends Actor = Actor> = {
  [K in keyof C]: (ctx: CtxFor<C[K], A>, input: ParsedInputOf<C, K>) => Promise<ResultOf<C, K>>
}

export interface Dispatcher {
  /** Never throws: the answer is data. `session` is set when the call opened or closed a session. */
  call(operation: string, input: unknown, caller: Caller): Promise<DispatchResult>
}
export interface DispatchResult {
  reply: Reply
  session?: { token: string | null }
}

interface DispatcherOptions<C extends Contract, A extends Actor> {
  contract: C
  handlers: Handlers<C, A>
  services: Services
  resolveActor(token: string | null, ctx: Ctx): Promise<Actor>
  /** Refuses what this actor may not do at this moment, beyond permissions. */
  guard?(ctx: Ctx, actor: Actor, operation: string): Promise<void>
}

type AnyHandler = (ctx: unknown, input: unknown) => Promise<unknown>

/** Order: known → signed in → permission → input → unit of work → handler → audit → output → commit → reply. */
export function createDispatcher<C extends Contract, A extends Actor>(options: DispatcherOptions<C, A>): Dispatcher {
  const { contract, services } = options
  const handlers = options.handlers as unknown as Record<string, AnyHandler>
  return {
    call: async (name, rawInput, caller) => {
      try {
        const operation = Object.hasOwn(contract, name) ? contract[name] : undefined
        const handler = handlers[name]
        if (!operation || !handler) throw new AppError('operation.unknown', { operation: name })
        const actor = await actorFor(options, operation, caller)
        checkAccess(actor, operation)
        const { guard } = options
        if (guard) await inRead({ services, actor }, (ctx) => guard(ctx, actor, name))
        const input = parseInput(operation, rawInput)
        if (operation.kind === 'command' && operation.manual) {
          return await runManual({ name, operation, handler, actor, input, caller, services })
        }
        return { reply: { ok: true, value: await runUnit({ name, operation, handler, actor, input, services }) } }
      } catch (error) {
        return { reply: failure(error, name, services) }
      }
    },
  }
}

async function actorFor<C extends Contract, A extends Actor>(
  options: DispatcherOptions<C, A>,
  operation: Operation,
  caller: Caller,
): Promise<Actor> {
  if (operation.permission === 'anyone' && !caller.sessionToken) return anonymous
  return inRead({ services: options.services, actor: anonymous }, (ctx) =>
    options.resolveActor(caller.sessionToken, ctx),
  )
}

function checkAccess(actor: Actor, operation: Operation) {
  const access = accessOf(actor, operation.permission)
  if (access === 'sign-in') throw new AppError('session.missing')
  if (access === 'forbidden') throw new AppError('permission.missing', { permission: operation.permission })
}

function parseInput(operation: Operation, raw: unknown): unknown {
  const parsed = operation.input.safeParse(raw ?? {})
  if (parsed.success) return parsed.data
  const fields: Record<string, string> = {}
  for (const issue of parsed.error.issues) fields[issue.path.join('.')] ??= issue.message
  throw new AppError('input.invalid', { fields })
}

interface Run {
  name: string
  operation: Operation
  handler: AnyHandler
  actor: Actor
  input: unknown
  services: Services
}

async function runUnit({ name, operation, handler, actor, input, services }: Run): Promise<unknown> {
  if (operation.kind === 'query') {
    const output = await inRead({ services, actor }, async (ctx) => operation.output.parse(await handler(ctx, input)))
    const entry = operation.audit?.(input, output)
    if (entry) await inWrite({ services, actor }, (ctx) => writeAudit(ctx, name, entry))
    return output
  }
  return inWrite({ services, actor }, async (ctx) => {
    const result = await handler(ctx, input)
    const output = operation.output.parse(result)
    await writeAudit(ctx, name, operation.audit(input, output))
    return output
  })
}

async function runManual(run: Run & { caller: Caller }): Promise<DispatchResult> {
  const { name, operation, handler, actor, input, caller, services } = run
  let session: { token: string | null } | undefined
  const ctx: ManualCtx = {
    now: services.clock.now(),
    today: services.clock.today(),
    actor,
    services,
    caller,
    write: (work) => inWrite({ services, actor }, work),
    read: (work) => inRead({ services, actor }, work),
    setSession: (token) => {
      session = { token }
    },
  }
  const output = operation.output.parse(await handler(ctx, input))
  if (operation.kind === 'command') {
    const entry = operation.audit(input, output)
    await inWrite({ services, actor }, (unit) => writeAudit(unit, name, entry))
  }
  return { reply: { ok: true, value: output }, ...(session ? { session } : {}) }
}

function failure(error: unknown, operation: string, services: Services): Reply {
  if (error instanceof AppError) return refusal(error.code, error.details)
  const reference = services.log.bug(error, { operation })
  return refusal('internal', { reference })
}

function refusal(code: ErrorCode, details: ErrorDetails): Reply {
  return { ok: false, error: { kind: new AppError(code).kind, code, details } }
}

/** French messages for what zod itself says when a schema gives no sentence of its own. */
export function useFrenchMessages() {
  z.config(z.locales.fr())
}
