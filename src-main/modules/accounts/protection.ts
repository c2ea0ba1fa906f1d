import { zTownSettings, type TownSettings } from '../../../src-shared/contract/settings'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import type { Actor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'

/** Days given to a new account to put its second factor in place: nobody begins work by being locked out. */
const graceDays = 7

export interface Protection {
  /** The town asks more than a password from this account. */
  required: boolean
  /** Until when it may go on without; null = nothing is owed. */
  dueAt: Instant | null
  /** Past that moment: nothing opens before. */
  overdue: boolean
}

export interface ProtectedStaff {
  role: string
  totpSealed: string
  createdAt: string
}

type Security = TownSettings['security']
interface TownRules {
  mode: string
  security: Security
}

/** What the town asks of accounts; the defaults before there is a town. */
export async function townRules(ctx: Ctx): Promise<TownRules> {
  const row = await ctx.db.one<{ mode: string; settings: string }>`select mode, settings from town where id = 1`
  const settings: unknown = row ? JSON.parse(row.settings) : {}
  const { security } = zTownSettings.pick({ security: true }).parse(settings)
  return { mode: row?.mode ?? 'production', security }
}

/** Whether this account owes a second factor. The invented accounts of the demonstration owe none: all know their password. */
export async function protectionOf(ctx: Ctx, staff: ProtectedStaff): Promise<Protection> {
  return protection(await townRules(ctx), staff, ctx.now)
}

export function protection({ mode, security }: TownRules, staff: ProtectedStaff, now: Instant): Protection {
  const concerned = security.secondFactor === 'everybody' || staff.role === 'administrator'
  const required = mode !== 'demonstration' && concerned
  if (!required || staff.totpSealed !== '') return { required, dueAt: null, overdue: false }
  const dueAt = addMinutesToInstant(staff.createdAt as Instant, graceDays * 24 * 60)
  return { required, dueAt, overdue: dueAt <= now }
}

const openBefore = /^(session|security)\.|^organisation\.context$|^firstRun\.status$/

/** Refuses everything but the second factor itself to an account that owes it. */
export function staffGuard(_ctx: Ctx, actor: Actor, name: string): Promise<void> {
  if (actor.kind === 'staff' && actor.owesFactor === true && !openBefore.test(name)) refuse('account.factor-first')
  return Promise.resolve()
}
