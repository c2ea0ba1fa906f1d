import { viewKey } from '../../../src-shared/contract/portal/views'
import type { ParentSession, PortalGate } from '../../../src-shared/contract/portal/session'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { anonymous, type Actor, type ParentActor } from '../../kernel/actor'
import type { Ctx, ManualCtx, ParentCtx } from '../../kernel/context'
import { checkCredentials, hashToken, newToken } from '../accounts'
import { accessRules } from './access-secrets'
import { fileGate } from './gate'
import { limitRate } from './rate-limit'
import { deleteSession, findAccount, findSession, insertSession, moveSession, type AccountRow } from './store-session'
import { readOnce, type ViewSource } from './views/source'

/** A phone stays signed in for a week at most, and never past the closing of its browser. */
const sessionMinutes = 7 * 24 * 60
const attemptsPerAddress = { count: 60, minutes: 10 }

/** Who a parent's token speaks for; unknown, expired, or a family that the account no longer opens: nobody. */
export async function resolveParent(token: string | null, ctx: Ctx): Promise<Actor> {
  if (!token) return anonymous
  const sessionHash = hashToken(token)
  const row = await readOnce(ctx, `session/${sessionHash}`, () => findSession(ctx.db, sessionHash, ctx.now))
  if (!row || row.expiresAt <= ctx.now || !familiesOf(row.familyIds).includes(row.familyId)) return anonymous
  const actor: ParentActor = {
    kind: 'parent',
    accountId: row.accountId,
    personId: row.personId,
    familyId: row.familyId,
    name: row.displayName,
    sessionHash,
    gate: gateOf(row),
  }
  return actor
}

const gateOf = ({ mustChangePassword, step }: Pick<AccountRow, 'mustChangePassword' | 'step'>): PortalGate | null =>
  mustChangePassword ? 'password' : step === 'completion' ? 'completion' : null

const familiesOf = (json: string) => JSON.parse(json) as number[]

/** Checks, opens a session on the account's first family, and returns whom it is for. */
export async function signIn(
  ctx: ManualCtx,
  views: ViewSource,
  input: { login: string; password: string },
): Promise<ParentSession> {
  await ctx.write((unit) => limitRate(unit, `sign-in/${ctx.caller.address}`, attemptsPerAddress))
  const { attemptsBeforeLock: allowed } = await ctx.read((unit) => accessRules(unit, views))
  const found = await ctx.read(({ db }) => findAccount(db, input.login))
  const account = await checkCredentials(
    ctx,
    { table: 'portal_account', found, login: input.login, allowed },
    input.password,
  )
  const isProvisional = Boolean(account.mustChangePassword) && account.temporaryUntil !== null
  if (isProvisional && (account.temporaryUntil ?? ctx.now) <= ctx.now) refuse('access.provisional-ended')
  return openSession(ctx, views, account)
}

/** Opens a session for an account whose owner is proved, on its first family. */
export async function openSession(ctx: ManualCtx, views: ViewSource, account: AccountRow): Promise<ParentSession> {
  const [familyId] = familiesOf(account.familyIds)
  if (familyId === undefined) return refuse('account.wrong-credentials')
  const token = newToken()
  const tokenHash = hashToken(token)
  await ctx.write(({ db, now }) =>
    insertSession(db, {
      tokenHash,
      accountId: account.id,
      familyId,
      createdAt: now,
      expiresAt: addMinutesToInstant(now, sessionMinutes),
      userAgent: ctx.caller.userAgent,
    }),
  )
  ctx.setSession(token)
  const actor: ParentActor = {
    kind: 'parent',
    accountId: account.id,
    personId: account.personId,
    familyId,
    name: account.displayName,
    sessionHash: tokenHash,
  }
  return ctx.read((unit) => describeSession({ ...unit, actor }, views))
}

export async function signOut(ctx: ManualCtx): Promise<void> {
  const { sessionToken } = ctx.caller
  if (sessionToken) await ctx.write(({ db }) => deleteSession(db, hashToken(sessionToken)))
  ctx.setSession(null)
}

/** Opens another family of the same account. */
export async function chooseFamily(
  ctx: ManualCtx<ParentActor>,
  views: ViewSource,
  position: number,
): Promise<ParentSession> {
  const { sessionToken } = ctx.caller
  if (!sessionToken) return refuse('session.missing')
  const tokenHash = hashToken(sessionToken)
  const session = await ctx.read(({ db, now }) => findSession(db, tokenHash, now))
  const familyId = familiesOf(session?.familyIds ?? '[]')[position]
  if (familyId === undefined) return refuse('record.not-found')
  await ctx.write(({ db }) => moveSession(db, tokenHash, familyId))
  return ctx.read((unit) => describeSession({ ...unit, actor: { ...ctx.actor, familyId } }, views))
}

/** Name of the parent and of the families that the account opens, from the views. */
export async function describeSession(ctx: ParentCtx, views: ViewSource): Promise<ParentSession> {
  const account = await findAccount(ctx.db, ctx.actor.accountId)
  const ids = familiesOf(account?.familyIds ?? '[]')
  const found = await views.get(ctx, ...ids.map((id) => viewKey.family(id)))
  const families = found.filter((family) => family !== null)
  const current = families.find(({ id }) => id === ctx.actor.familyId) ?? refuse('record.not-found')
  const person = current.guardians.find(({ personId }) => personId === ctx.actor.personId)
  const [first = '', ...rest] = ctx.actor.name.split(' ')
  const gate = account ? (gateOf(account) ?? (await fileGate(ctx, views))) : null
  return {
    firstName: person?.firstName ?? first,
    lastName: person?.lastName ?? rest.join(' '),
    familyNumber: String(current.number),
    familyName: current.name,
    gate,
    welcome: gate === null && account?.welcomedAt === null,
    families: ids.map((id, index) => {
      const family = found[index]
      return { number: String(family?.number ?? ''), name: family?.name ?? '', current: id === ctx.actor.familyId }
    }),
  }
}
