import { z } from 'zod'
import type { Ctx } from '../../kernel/context'
import type { MergePair } from './merge'
import type { Journal } from './merge-journal'
import { rowOf, type Row } from './store-merge'

const opened = (account: Row): number[] => z.array(z.number()).parse(JSON.parse(String(account['familyIds'])))
const listOf = (ids: readonly number[]) => JSON.stringify([...new Set(ids)])

/** Accounts that opened the family removed open the one kept; whoever is signed in goes on there. */
export async function mergeFamilyAccounts(
  ctx: Ctx,
  journal: Journal,
  removedId: number,
  keptId: number,
): Promise<void> {
  const accounts = await ctx.db.rows<Row>`select a.* from portal_account a
    where exists (select 1 from family_member m where m.person_id = a.person_id
      and (m.family_id = ${keptId} or m.family_id = ${removedId}))`
  for (const account of accounts) {
    const ids = opened(account)
    if (!ids.includes(removedId)) continue
    const familyIds = listOf(ids.map((id) => (id === removedId ? keptId : id)))
    await journal.change(ctx, 'portal_account', 'id', Number(account['id']), { familyIds })
  }
  await ctx.db.run`update portal_session set family_id = ${keptId} where family_id = ${removedId}`
}

/** One person, one account: the one chosen opens the families of both, the other is closed. */
export async function mergeAccounts(
  ctx: Ctx,
  journal: Journal,
  { keptId, removedId }: MergePair,
  takesRemoved: boolean,
): Promise<void> {
  const [mine, theirs] = [
    await rowOf(ctx, 'portal_account', 'personId', keptId),
    await rowOf(ctx, 'portal_account', 'personId', removedId),
  ]
  if (!theirs) return
  if (!mine) {
    await journal.change(ctx, 'portal_account', 'id', Number(theirs['id']), { personId: keptId })
    return
  }
  const [used, closed] = takesRemoved ? [theirs, mine] : [mine, theirs]
  const familyIds = listOf([...opened(used), ...opened(closed)])
  await journal.change(ctx, 'portal_account', 'id', Number(used['id']), { personId: keptId, familyIds })
  await journal.change(ctx, 'portal_account', 'id', Number(closed['id']), { personId: removedId, disabled: true })
  await ctx.db.run`delete from portal_session where account_id = ${Number(closed['id'])}`
}
