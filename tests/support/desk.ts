import { portalFront, staffFront } from '../../src-main/composition'
import { systemActor, type Actor, type StaffActor } from '../../src-main/kernel/actor'
import { fixedClock } from '../../src-main/kernel/clock'
import { inRead, inWrite, type Caller, type Ctx } from '../../src-main/kernel/context'
import { silentLog } from '../../src-main/kernel/log'
import { assembleServices } from '../../src-main/services'
import type { Reply } from '../../src-shared/contract/operation'
import { instant } from '../../src-shared/kernel/instant'
import { rolePermissions, type Role } from '../../src-shared/permissions'
import { filesDirOf } from './files-dir'
import type { TestDatabase } from './database'

export const testKey = Buffer.alloc(32, 7)

/** A desk without servers: services on a real database, a clock that stands still, both dispatchers. */
export function deskOn({ database, address }: TestDatabase, options: { now?: string } = {}) {
  const clock = fixedClock(instant(options.now ?? '2026-12-02T15:10:00.000Z'))
  const { services, bus, onWake } = assembleServices({
    ...{ database, healthKey: testKey, clock, log: silentLog, filesDir: filesDirOf(address) },
  })
  const staff = staffFront(services)
  const portal = portalFront(services)
  return {
    services,
    clock,
    bus,
    onWake,
    staff,
    portal,
    /** Runs a service as somebody (the system when not said). */
    write: <T>(work: (ctx: Ctx) => Promise<T>, actor: Actor = systemActor) => inWrite({ services, actor }, work),
    read: <T>(work: (ctx: Ctx) => Promise<T>, actor: Actor = systemActor) => inRead({ services, actor }, work),
  }
}
export type Desk = ReturnType<typeof deskOn>

/** A staff member for services called without the dispatcher. */
export function staffActor(role: Role = 'agent', overrides: Partial<StaffActor> = {}): StaffActor {
  return {
    kind: 'staff',
    id: 1,
    name: 'Élise Marchand',
    role,
    permissions: new Set(rolePermissions[role]),
    structureIds: null,
    ...overrides,
  }
}

export function caller(sessionToken: string | null = null): Caller {
  return { address: '127.0.0.1', userAgent: 'test', sessionToken }
}

/** The value of a reply, or an error that shows the refusal. */
export function valueOf<T = unknown>(reply: Reply): T {
  if (!reply.ok) throw new Error(`refused: ${JSON.stringify(reply.error)}`)
  return reply.value as T
}
