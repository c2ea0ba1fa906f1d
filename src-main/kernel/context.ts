import type { ServerEvent } from '../../src-shared/contract/events'
import type { AuditEntry } from '../../src-shared/contract/operation'
import type { Instant } from '../../src-shared/kernel/instant'
import type { LocalDate } from '../../src-shared/kernel/local-date'
import type { Db } from '../database/db'
import type { Database } from '../database/database'
import { actorName, type Actor, type ParentActor, type StaffActor } from './actor'
import type { Cipher } from './cipher'
import type { Clock } from './clock'
import type { Log } from './log'
import type { Vault } from './vault'

/** What lives as long as the process, given to every call. */
export interface Services {
  database: Database
  clock: Clock
  log: Log
  cipher: Cipher
  /** Files received. */
  vault: Vault
  /** Pushes an event to open screens. */
  publish(event: ServerEvent): void
  /** Wakes background work (outbox, jobs) after a commit. */
  wake(what: 'outbox' | 'jobs' | 'sync'): void
  /** Address of the portal that this program serves, once it listens; e-mails point to it where the town gave none. */
  portalUrl?: string
  /** Address of the back office that this program serves, once it listens. */
  staffUrl?: string
  /** Secret of this installation, for signing (32 bytes). */
  secret: Buffer
}

/** What every handler and service receives: who, when, and the door to the database. */
export interface Ctx<A extends Actor = Actor> {
  db: Db
  now: Instant
  today: LocalDate
  actor: A
  services: Services
  /** Runs after the commit, and never if the transaction fails. */
  afterCommit(work: () => void | Promise<void>): void
  /** Marks views of the portal that this change makes stale (`family/12`, `availability/3/2026-12`…). */
  touch(...viewKeys: string[]): Promise<void>
}
export type StaffCtx = Ctx<StaffActor>
export type ParentCtx = Ctx<ParentActor>

/** For handlers that open their own units of work around something slow. */
export interface ManualCtx<A extends Actor = Actor> {
  now: Instant
  today: LocalDate
  actor: A
  services: Services
  caller: Caller
  write<T>(work: (ctx: Ctx<A>) => Promise<T>): Promise<T>
  read<T>(work: (ctx: Ctx<A>) => Promise<T>): Promise<T>
  /** Sets or clears the session of this caller (cookie over HTTP, memory over IPC). */
  setSession(token: string | null): void
}

/** Where a call comes from. */
export interface Caller {
  address: string
  userAgent: string
  sessionToken: string | null
}

interface UnitOptions<A extends Actor> {
  services: Services
  actor: A
}

function contextOf<A extends Actor>(
  db: Db,
  actor: A,
  services: Services,
  after: (() => void | Promise<void>)[],
): Ctx<A> {
  return {
    db,
    actor,
    services,
    now: services.clock.now(),
    today: services.clock.today(),
    afterCommit: (work) => after.push(work),
    touch: async (...keys) => {
      await db.insertMany(
        'view_dirty',
        keys.map((key) => ({ key })),
      )
      if (keys.length > 0) after.push(() => services.wake('sync'))
    },
  }
}

/** One transaction with its context; after-commit work runs once it is committed. */
export async function inWrite<A extends Actor, T>(
  options: UnitOptions<A>,
  work: (ctx: Ctx<A>) => Promise<T>,
): Promise<T> {
  const after: (() => void | Promise<void>)[] = []
  const { services, actor } = options
  const result = await services.database.write((db) => {
    // What an undone try asked for is asked again by the next one.
    after.length = 0
    return work(contextOf(db, actor, services, after))
  })
  for (const next of after) {
    try {
      await next()
    } catch (error) {
      // The change is committed: what follows it must not make it look refused.
      services.log.bug(error, { during: 'after-commit' })
    }
  }
  return result
}

/** A reading with its context: no transaction, never behind a writer. */
export function inRead<A extends Actor, T>(options: UnitOptions<A>, work: (ctx: Ctx<A>) => Promise<T>): Promise<T> {
  const { services, actor } = options
  return services.database.read((db) => work(contextOf(db, actor, services, [])))
}

/** Appends to the audit log, in the transaction of `ctx`. */
export async function writeAudit(ctx: Ctx, operation: string, entry: AuditEntry): Promise<void> {
  const { actor } = ctx
  const actorId = actor.kind === 'staff' ? actor.id : actor.kind === 'parent' ? actor.accountId : null
  await ctx.db
    .run`insert into audit_log (at, actor_kind, actor_id, actor_name, operation, entity, entity_id, family_id, summary)
    values (${ctx.now}, ${actor.kind}, ${actorId}, ${actorName(actor)}, ${operation}, ${entry.entity},
      ${String(entry.id ?? '')}, ${entry.familyId ?? null}, ${JSON.stringify(entry.summary ?? {})})`
}
