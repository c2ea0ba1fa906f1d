import type { AccessProof } from '../../../src-shared/contract/portal/access'
import { viewKey } from '../../../src-shared/contract/portal/views'
import type { ParentSession } from '../../../src-shared/contract/portal/session'
import { AppError, errorLabel, refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { ParentActor } from '../../kernel/actor'
import type { ManualCtx } from '../../kernel/context'
import { codeSecret } from '../access'
import { findLink, hashPassword, hashToken, passwordPurposes, tryOnce, verifyPassword } from '../accounts'
import { accessRules, checkNewPassword } from './access-secrets'
import { limitRate } from './rate-limit'
import { describeSession, openSession } from './session'
import type { PortalShape } from './shape'
import { deleteOtherSessions, findAccount, type AccountRow } from './store-session'

const attemptsPerAddress = { count: 60, minutes: 10 }

/** Chooses a password with a link or a code, and opens the session at once. */
export async function choosePassword(
  ctx: ManualCtx,
  shape: PortalShape,
  { proof, password }: { proof: AccessProof; password: string },
): Promise<ParentSession> {
  const { views } = shape
  await ctx.write((unit) => limitRate(unit, `access/${ctx.caller.address}`, attemptsPerAddress))
  // Before the proof: a weak password must not cost a try.
  await checkNewPassword(ctx, views, { password, field: 'password' })
  const { account, tokenHash } =
    proof.kind === 'link' ? await proofOfLink(ctx, proof.token) : await proofOfCode(ctx, shape, proof)
  const owner = { login: account.login, names: account.displayName.split(' ') }
  await checkNewPassword(ctx, views, { password, owner, field: 'password' })
  const passwordHash = await hashPassword(password)
  await ctx.write(async (unit) => {
    await shape.act(unit, { act: 'password', accountId: account.id, passwordHash, tokenHash, at: unit.now })
    await deleteOtherSessions(unit.db, account.id, null)
  })
  return openSession(ctx, views, account)
}

interface Proved {
  account: AccountRow
  tokenHash: string
}

async function proofOfLink(ctx: ManualCtx, token: string): Promise<Proved> {
  const tokenHash = hashToken(token)
  const account = await ctx.read(async (unit) => {
    const link = await findLink(unit, tokenHash, passwordPurposes)
    return link?.accountId ? findAccount(unit.db, link.accountId) : undefined
  })
  return account ? { account, tokenHash } : refuse('access.link-invalid')
}

/** Identifier, code and a child's birth date go together; each wrong try counts, as for a password. */
export async function proofOfCode(
  ctx: ManualCtx,
  { views }: PortalShape,
  proof: Extract<AccessProof, { kind: 'code' }>,
): Promise<Proved> {
  const { attemptsBeforeLock: allowed } = await ctx.read((unit) => accessRules(unit, views))
  const { login } = proof
  const found = await ctx.read(({ db }) => findAccount(db, login))
  // The code was bound to the identifier printed beside it; whoever types their e-mail instead means the same account.
  const tokenHash = hashToken(codeSecret(found?.login ?? login, proof.code))
  const attempt = { table: 'portal_account', found, login, allowed } as const
  const account = await tryOnce(ctx, attempt, 'access.code-invalid', (one) =>
    ctx.read(async (unit) => {
      const link = await findLink(unit, tokenHash, ['letter'])
      if (!one || link?.accountId !== one.id) return false
      const families = await views.get(unit, ...familiesOf(one).map((id) => viewKey.family(id)))
      const births = families.flatMap((family) => (family?.children ?? []).map(({ birthDate }) => birthDate))
      return isOneOf(births, proof.childBirthDate as LocalDate | null)
    }),
  )
  return { account, tokenHash }
}

const familiesOf = ({ familyIds }: AccountRow) => JSON.parse(familyIds) as number[]

/** Where the office knows no birth date of a child, none is asked. */
function isOneOf(births: readonly (LocalDate | null)[], typed: LocalDate | null): boolean {
  const known = births.filter((date) => date !== null)
  return known.length === 0 || (typed !== null && known.includes(typed))
}

/** One's own password. The other sessions end; this one goes on. */
export async function changePassword(
  ctx: ManualCtx<ParentActor>,
  shape: PortalShape,
  { current, next }: { current: string; next: string },
): Promise<ParentSession> {
  const { views } = shape
  const { accountId } = ctx.actor
  await ctx.write((unit) => limitRate(unit, `access/${ctx.caller.address}`, attemptsPerAddress))
  const account = (await ctx.read(({ db }) => findAccount(db, accountId))) ?? refuse('session.missing')
  if (!account.mustChangePassword) await requirePassword(ctx, shape, account, current, 'current')
  if (await verifyPassword(next, account.passwordHash)) {
    refuse('access.same-password', { fields: { next: 'Choisissez-en un autre que l’actuel.' } })
  }
  const owner = { login: account.login, names: account.displayName.split(' ') }
  await checkNewPassword(ctx, views, { password: next, owner, field: 'next' })
  const passwordHash = await hashPassword(next)
  await ctx.write(async (unit) => {
    await shape.act(unit, { act: 'password', accountId, passwordHash, tokenHash: null, at: unit.now })
    await deleteOtherSessions(unit.db, accountId, hashToken(ctx.caller.sessionToken ?? ''))
  })
  return ctx.read((unit) => describeSession(unit, views))
}

/** The password again, before something that matters: whoever found a telephone open guesses no more than at the door. */
export async function requirePassword(
  ctx: ManualCtx<ParentActor>,
  { views }: PortalShape,
  account: AccountRow,
  password: string,
  field: string,
): Promise<void> {
  const { attemptsBeforeLock: allowed } = await ctx.read((unit) => accessRules(unit, views))
  const attempt = { table: 'portal_account', found: account, login: account.login, allowed } as const
  try {
    await tryOnce(ctx, attempt, 'account.wrong-password', () => verifyPassword(password, account.passwordHash))
  } catch (error) {
    if (error instanceof AppError && error.code === 'account.wrong-password') {
      refuse(error.code, { fields: { [field]: errorLabel(error.code) } })
    }
    throw error
  }
}
