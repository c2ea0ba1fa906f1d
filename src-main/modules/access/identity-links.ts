import {
  zPivotIdentity,
  type identityLinksContract,
  type PivotIdentity,
} from '../../../src-shared/contract/staff/identity-links'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { actorName, type StaffActor } from '../../kernel/actor'
import type { Ctx, StaffCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { hashToken } from '../accounts'

/** Identities that FranceConnect vouches for, and the accounts that they open. */

export interface ProvenIdentity {
  sub: string
  identity: PivotIdentity
}
export interface KnownIdentity {
  id: number
  accountId: number | null
  status: 'pending' | 'linked' | 'refused'
}

const provider = 'franceconnect'
const placeOf = (sub: string) => `identity_link.claims/${hashToken(sub)}`

export function findIdentity(ctx: Ctx, sub: string): Promise<KnownIdentity | undefined> {
  return ctx.db.one<KnownIdentity>`select id, account_id, status from identity_link
    where provider = ${provider} and sub = ${sub}`
}

/** From now on this identity opens this account, and no other one does. */
export async function bindIdentity(ctx: Ctx, { sub, identity }: ProvenIdentity, accountId: number): Promise<void> {
  await keepIdentity(ctx, { sub, identity })
  await ctx.db.run`delete from identity_link
    where provider = ${provider} and account_id = ${accountId} and sub <> ${sub}`
  await ctx.db.run`update identity_link set account_id = ${accountId}, status = 'linked', decided_at = ${ctx.now},
    decided_by = '', last_used_at = ${ctx.now} where provider = ${provider} and sub = ${sub}`
}

/** Asks an agent whose it is. */
export async function keepPendingIdentity(ctx: Ctx, proven: ProvenIdentity): Promise<void> {
  await keepIdentity(ctx, proven)
  ctx.afterCommit(() => ctx.services.publish({ type: 'requests' }))
}

async function keepIdentity(ctx: Ctx, { sub, identity }: ProvenIdentity) {
  const claimsSealed = ctx.services.cipher.seal(JSON.stringify(identity), placeOf(sub))
  await ctx.db.run`insert into identity_link (provider, sub, status, claims_sealed, asked_at, decided_by)
    values (${provider}, ${sub}, 'pending', ${claimsSealed}, ${ctx.now}, '')
    on conflict (provider, sub) do update set claims_sealed = ${claimsSealed}`
}

interface PendingRow {
  id: number
  sub: string
  claimsSealed: string
  askedAt: Instant
}

async function pendingLinks(ctx: StaffCtx) {
  const rows = await ctx.db.rows<PendingRow>`select id, sub, claims_sealed, asked_at from identity_link
    where status = 'pending' order by asked_at, id limit 200`
  return Promise.all(
    rows.map(async ({ id, sub, claimsSealed, askedAt }) => {
      const opened: unknown = JSON.parse(ctx.services.cipher.open(claimsSealed, placeOf(sub)))
      const identity = zPivotIdentity.parse(opened)
      return { id, askedAt, identity, candidates: await candidatesOf(ctx, identity) }
    }),
  )
}

interface Candidate {
  accountId: number
  familyId: number
  firstName: string
  lastName: string
  birthName: string
  familyNumber: number
  login: string
}

/** Same birth date, and a name alike: never by e-mail, which proves nothing. */
async function candidatesOf(ctx: Ctx, { birthDate, familyName, preferredUsername }: PivotIdentity) {
  if (birthDate === '') return []
  const rows = await ctx.db.rows<Candidate>`select a.id as account_id, f.id as family_id, p.first_name, p.last_name,
      p.birth_name, f.number as family_number, a.login
    from person p join portal_account a on a.person_id = p.id
    join family_member m on m.person_id = p.id and m.role = 'guardian'
    join family f on f.id = m.family_id and f.archived_at is null
    where p.birth_date = ${birthDate} and a.disabled = ${false} and p.merged_into_id is null order by a.id, f.id`
  const names = [familyName, preferredUsername].filter((name) => name !== '').map(normalizeSearch)
  const seen = new Set<number>()
  return rows.flatMap(({ firstName, lastName, birthName, ...row }) => {
    const isAlike = [lastName, birthName].some((name) => name !== '' && names.includes(normalizeSearch(name)))
    if (!isAlike || seen.has(row.accountId)) return []
    seen.add(row.accountId)
    return [{ ...row, name: `${firstName} ${lastName}` }]
  })
}

async function decide(ctx: StaffCtx, { id, accountId }: { id: number; accountId: number | null }): Promise<void> {
  const link = (await pendingLinks(ctx)).find((one) => one.id === id)
  if (!link) return refuse('identity.already-decided')
  // Only an account that the identity points to: an agent cannot open a family to somebody else by mistake.
  if (accountId !== null && !link.candidates.some((one) => one.accountId === accountId)) refuse('record.not-found')
  const status = accountId === null ? 'refused' : 'linked'
  const decided = await ctx.db.run`update identity_link set status = ${status}, account_id = ${accountId},
    decided_at = ${ctx.now}, decided_by = ${actorName(ctx.actor)} where id = ${id} and status = 'pending'`
  if (decided === 0) refuse('identity.already-decided')
  if (accountId !== null) {
    await ctx.db.run`delete from identity_link
      where provider = ${provider} and account_id = ${accountId} and id <> ${id}`
  }
  ctx.afterCommit(() => ctx.services.publish({ type: 'requests' }))
}

export const identityLinksHandlers: Handlers<typeof identityLinksContract, StaffActor> = {
  'identityLinks.pending': (ctx) => pendingLinks(ctx),
  'identityLinks.decide': async (ctx, input) => {
    await decide(ctx, input)
    return { done: true }
  },
}
