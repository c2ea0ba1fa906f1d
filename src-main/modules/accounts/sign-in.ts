import { addMinutesToInstant, epochOf, type Instant } from '../../../src-shared/kernel/instant'
import { refuse, type ErrorCode } from '../../../src-shared/errors'
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

/** Each failure past the last allowed one doubles the wait: 1, 2, 4… up to an hour. */
export function lockMinutes(failedCount: number, allowed = failuresBeforeDelay): number {
  if (failedCount < allowed) return 0
  return Math.min(2 ** (failedCount - allowed), longestDelayMinutes)
}

let decoy: Promise<string> | undefined
// Verifying against a decoy makes an unknown address answer as slowly as a known one.
export const decoyHash = () => (decoy ??= hashPassword('nobody'))

export interface Attempt<C extends Credentials> {
  table: AccountTable
  found: C | undefined
  /** What the person typed to say who they are: unknown names are counted and locked like known ones. */
  login: string
  /** How many wrong tries before the account closes for a while. */
  allowed?: number
}

/**
 * Checks a password outside any transaction, counts failures and locks with a growing delay.
 * Raises `account.locked` or `account.wrong-credentials`; says nothing of whether the account exists.
 */
export function checkCredentials<C extends Credentials>(
  ctx: ManualCtx,
  attempt: Attempt<C>,
  password: string,
): Promise<C> {
  return tryOnce(ctx, attempt, 'account.wrong-credentials', async (found) =>
    // An account without a password yet answers as slowly as the others.
    verifyPassword(password, found?.passwordHash || (await decoyHash())),
  )
}

/** One guess at a secret of an account: counted, locked with a growing delay, refused with `wrong` or what `isRight` says. */
export async function tryOnce<C extends Credentials>(
  ctx: ManualCtx,
  { table, found, login, allowed }: Attempt<C>,
  wrong: ErrorCode,
  isRight: (found: C | undefined) => Promise<boolean | ErrorCode>,
): Promise<C> {
  // An address that nobody has is counted and locked like any other, or the lock would tell which accounts exist.
  const unknown = found ? null : await lockOfUnknown(ctx, table, login, allowed)
  const lockedUntil = found ? found.lockedUntil : (unknown?.lockedUntil ?? null)
  if (lockedUntil && lockedUntil > ctx.now) {
    refuseLocked(ctx, lockedUntil)
  }
  const verdict = await isRight(found)
  if (!found || verdict !== true || found.disabled) {
    if (found) await countFailure(ctx, table, found.id, allowed)
    else if (unknown) await ctx.write(({ db, now }) => countUnknownFailure(db, unknown.bucket, now, dayBefore(now)))
    return refuse(typeof verdict === 'string' ? verdict : wrong)
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
async function countFailure(ctx: ManualCtx, table: AccountTable, id: number, allowed?: number) {
  await ctx.write(async ({ db, now }) => {
    const minutes = lockMinutes(await addFailure(db, table, id), allowed)
    if (minutes > 0) await lockAccount(db, table, id, addMinutesToInstant(now, minutes))
  })
}

const dayBefore = (moment: Instant) => addMinutesToInstant(moment, -24 * 60)

async function lockOfUnknown(ctx: ManualCtx, table: AccountTable, login: string, allowed?: number) {
  const bucket = `sign-in/${table}/${hashToken(login)}`
  const { count, since } = await ctx.read(({ db }) => unknownFailures(db, bucket))
  const minutes = lockMinutes(count, allowed)
  return { bucket, lockedUntil: since !== null && minutes > 0 ? addMinutesToInstant(since, minutes) : null }
}
