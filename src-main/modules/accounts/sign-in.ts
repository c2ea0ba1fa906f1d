import { addMinutesToInstant, epochOf, type Instant } from '../../../src-shared/kernel/instant'
import { refuse } from '../../../src-shared/errors'
import type { ManualCtx } from '../../kernel/context'
import { hashPassword, hashToken, verifyPassword } from './passwords'
import { countUnknownFailure, unknownFailures } from './store'

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
  login = '',
): Promise<C> {
  // An address that nobody has is counted and locked like any other, or the lock would tell which accounts exist.
  const unknown = found ? null : await lockOfUnknown(ctx, table, login)
  const lockedUntil = found ? found.lockedUntil : (unknown?.lockedUntil ?? null)
  if (lockedUntil && lockedUntil > ctx.now) {
    const seconds = (epochOf(lockedUntil) - epochOf(ctx.now)) / 1000
    refuse('account.locked', { minutes: Math.max(1, Math.ceil(seconds / 60)) })
  }
  const matches = await verifyPassword(password, found?.passwordHash ?? (await decoyHash()))
  if (!found || !matches || found.disabled) {
    if (found) await countFailure(ctx, table, found)
    else if (unknown) await ctx.write(({ db, now }) => countUnknownFailure(db, unknown.bucket, now, dayBefore(now)))
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

const dayBefore = (moment: Instant) => addMinutesToInstant(moment, -24 * 60)

async function lockOfUnknown(ctx: ManualCtx, table: AccountTable, login: string) {
  const bucket = `sign-in/${table}/${hashToken(login)}`
  const { count, since } = await ctx.read(({ db }) => unknownFailures(db, bucket))
  const minutes = lockMinutes(count)
  return { bucket, lockedUntil: since !== null && minutes > 0 ? addMinutesToInstant(since, minutes) : null }
}
