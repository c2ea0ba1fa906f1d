import { addMinutesToInstant, epochOf, type Instant } from '../../../src-shared/kernel/instant'
import { refuse } from '../../../src-shared/errors'
import type { ManualCtx } from '../../kernel/context'
import { hashPassword, verifyPassword } from './passwords'

/** The columns of `staff` and `portal_account` that sign-in needs. */
export interface Credentials {
  id: number
  passwordHash: string
  disabled: boolean | number
  failedCount: number
  lockedUntil: Instant | null
}
type AccountTable = 'staff' | 'portal_account'

const failuresBeforeDelay = 5
const longestDelayMinutes = 60

/** Each failure past the fifth doubles the wait: 1, 2, 4… up to an hour. */
export function lockMinutes(failedCount: number): number {
  if (failedCount < failuresBeforeDelay) return 0
  return Math.min(2 ** (failedCount - failuresBeforeDelay), longestDelayMinutes)
}

let decoy: Promise<string> | undefined
// Verifying against a decoy makes an unknown address answer as slowly as a known one.
const decoyHash = () => (decoy ??= hashPassword('nobody'))

/**
 * Checks a password outside any transaction, counts failures and locks with a growing delay.
 * Raises `account.locked` or `account.wrong-credentials`; says nothing of whether the account exists.
 */
export async function checkCredentials<C extends Credentials>(
  ctx: ManualCtx,
  table: AccountTable,
  found: C | undefined,
  password: string,
): Promise<C> {
  if (found?.lockedUntil && found.lockedUntil > ctx.now) {
    const seconds = (epochOf(found.lockedUntil) - epochOf(ctx.now)) / 1000
    refuse('account.locked', { minutes: Math.max(1, Math.ceil(seconds / 60)) })
  }
  const matches = await verifyPassword(password, found?.passwordHash ?? (await decoyHash()))
  if (!found || !matches || found.disabled) {
    if (found) await countFailure(ctx, table, found)
    return refuse('account.wrong-credentials')
  }
  await ctx.write(({ db, now }) =>
    table === 'staff'
      ? db.run`update staff set failed_count = 0, locked_until = null, last_sign_in_at = ${now} where id = ${found.id}`
      : db.run`update portal_account set failed_count = 0, locked_until = null, last_sign_in_at = ${now} where id = ${found.id}`,
  )
  return found
}

async function countFailure(ctx: ManualCtx, table: AccountTable, found: Credentials) {
  const failed = found.failedCount + 1
  const minutes = lockMinutes(failed)
  const until = minutes > 0 ? addMinutesToInstant(ctx.now, minutes) : null
  await ctx.write(({ db }) =>
    table === 'staff'
      ? db.run`update staff set failed_count = failed_count + 1, locked_until = ${until} where id = ${found.id}`
      : db.run`update portal_account set failed_count = failed_count + 1, locked_until = ${until} where id = ${found.id}`,
  )
}
