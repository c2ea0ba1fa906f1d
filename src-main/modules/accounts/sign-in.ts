import { addMinutesToInstant, epochOf, type Instant } from '../../../src-shared/kernel/instant'
import { refuse } from '../../../src-shared/errors'
import type { ManualCtx } from '../../kernel/context'
import { hashPassword, hashToken, verifyPassword } from './passwords'
import { addFailure, countUnknownFailure, lockAccount, openAccount, unknownFailures, type AccountTable } from './store'

/** The columns of `staff` and `portal_account` that sign-in needs. */
export interface Credentials {
  id: number
  passwordHash: string
  disabled: boolean | number
  failedCount: number
  lockedUntil: Instant | null
}

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
  login: string,
): Promise<C> {
  // An address that nobody has is counted and locked like any other, or the lock would tell which accounts exist.
  const unknown = found ? null : await lockOfUnknown(ctx, table, login)
  const lockedUntil = found ? found.lockedUntil : (unknown?.lockedUntil ?? null)
  if (lockedUntil && lockedUntil > ctx.now) {
    refuseLocked(ctx, lockedUntil)
  }
  const matches = await verifyPassword(password, found?.passwordHash ?? (await decoyHash()))
  if (!found || !matches || found.disabled) {
    if (found) await countFailure(ctx, table, found.id)
    else if (unknown) await ctx.write(({ db, now }) => countUnknownFailure(db, unknown.bucket, now, dayBefore(now)))
    return refuse('account.wrong-credentials')
  }
  // Guesses sent all at once passed the lock before the first of them had failed: the right one meets it here.
  const until = await ctx.write(({ db, now }) => openAccount(db, table, found.id, now))
  if (until !== null) refuseLocked(ctx, until)
  return found
}

function refuseLocked(ctx: ManualCtx, until: Instant): never {
  const seconds = (epochOf(until) - epochOf(ctx.now)) / 1000
  return refuse('account.locked', { minutes: Math.max(1, Math.ceil(seconds / 60)) })
}

/** The count is the database's, not the one read before the password was checked: other guesses failed meanwhile. */
async function countFailure(ctx: ManualCtx, table: AccountTable, id: number) {
  await ctx.write(async ({ db, now }) => {
    const minutes = lockMinutes(await addFailure(db, table, id))
    if (minutes > 0) await lockAccount(db, table, id, addMinutesToInstant(now, minutes))
  })
}

const dayBefore = (moment: Instant) => addMinutesToInstant(moment, -24 * 60)

async function lockOfUnknown(ctx: ManualCtx, table: AccountTable, login: string) {
  const bucket = `sign-in/${table}/${hashToken(login)}`
  const { count, since } = await ctx.read(({ db }) => unknownFailures(db, bucket))
  const minutes = lockMinutes(count)
  return { bucket, lockedUntil: since !== null && minutes > 0 ? addMinutesToInstant(since, minutes) : null }
}
