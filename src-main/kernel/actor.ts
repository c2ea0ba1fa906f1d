import type { Access } from '../../src-shared/contract/operation'
import type { PortalGate } from '../../src-shared/contract/portal/session'
import type { Permission, Role } from '../../src-shared/permissions'

/** Who acts. The family of a parent comes from the session and from nowhere else. */
export type Actor = StaffActor | ParentActor | SystemActor | AnonymousActor

export interface StaffActor {
  kind: 'staff'
  id: number
  name: string
  role: Role
  permissions: ReadonlySet<Permission>
  /** null = every structure. */
  structureIds: readonly number[] | null
  /** Nothing opens before this account has its second factor. */
  owesFactor?: boolean
  /** Fingerprint of the session, which tells it from the person's others. */
  sessionHash?: string
}
export interface ParentActor {
  kind: 'parent'
  accountId: number
  personId: number
  familyId: number
  name: string
  /** Fingerprint of the session, which tells it from the person's others. */
  sessionHash?: string
  /** What this session must do before anything else. */
  gate?: PortalGate | null
}
export interface SystemActor {
  kind: 'system'
  name: string
}
export interface AnonymousActor {
  kind: 'anonymous'
}

export const anonymous: AnonymousActor = { kind: 'anonymous' }
export const systemActor: SystemActor = { kind: 'system', name: 'Ribambelle' }

export function actorName(actor: Actor): string {
  return actor.kind === 'anonymous' ? 'Anonyme' : actor.name
}

/** Whether an operation's access is granted, and if not, why. */
export function accessOf(actor: Actor, access: Access): 'granted' | 'sign-in' | 'forbidden' {
  if (access === 'anyone') return 'granted'
  if (actor.kind === 'anonymous') return 'sign-in'
  if (access === 'signed-in' || actor.kind === 'system') return 'granted'
  return actor.kind === 'staff' && actor.permissions.has(access) ? 'granted' : 'forbidden'
}
