import type { Authorisation } from '../../../src-shared/contract/staff/children'
import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { authorisationKinds, type AuthorisationKind } from '../../../src-shared/labels/child'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { authorisationRows, type AuthorisationRow } from './store'

export const viewOf = ({ kind, granted, since, decidedBy, recordedAt }: AuthorisationRow): Authorisation => ({
  ...{ kind, granted: Boolean(granted), since, decidedBy, recordedAt },
})

/** Everything that was ever said of what a child may do, the latest first. */
export async function authorisationHistory(ctx: Ctx, childId: number) {
  const rows = await authorisationRows(ctx, [childId])
  return rows.map((row) => ({ ...viewOf(row), isCurrent: Boolean(row.isCurrent) })).toReversed()
}

export type AuthorisationValues = Partial<Record<AuthorisationKind, boolean>>

interface Decision {
  values: AuthorisationValues
  since: LocalDate
  decidedBy: string
}

/**
 * Writes what changes as new rows: what was authorised before stays readable, with its dates. Returns the kinds that changed.
 * The caller has checked the child, and marks its families as changed.
 */
export async function writeAuthorisations(
  ctx: Ctx,
  childId: number,
  { values, since, decidedBy }: Decision,
): Promise<AuthorisationKind[]> {
  if (since > ctx.today) refuse('authorisation.in-the-future')
  const present = new Map(
    (await authorisationRows(ctx, [childId])).filter((row) => Boolean(row.isCurrent)).map((row) => [row.kind, row]),
  )
  const changed = authorisationKinds.filter((kind) => {
    const value = values[kind]
    const before = present.get(kind)
    return value !== undefined && (before === undefined || Boolean(before.granted) !== value)
  })
  for (const kind of changed) {
    await ctx.db.run`update authorisation set is_current = ${false} where child_id = ${childId} and kind = ${kind}`
    await ctx.db.insert('authorisation', {
      ...{ childId, kind, granted: values[kind] === true, since, isCurrent: true },
      ...{ decidedBy: decidedBy || actorName(ctx.actor), recordedAt: ctx.now },
    })
  }
  // the two that lists show stand beside the child as well
  for (const kind of changed) {
    if (kind === 'leave-alone')
      await ctx.db.run`update child set leaves_alone = ${values[kind] === true} where id = ${childId}`
    if (kind === 'image')
      await ctx.db.run`update child set image_consent = ${values[kind] === true} where id = ${childId}`
  }
  return changed
}

/** What the parents together say of the child's image: yes, no, or nothing that may be relied on yet. */
export async function keepImageAnswer(
  ctx: Ctx,
  childId: number,
  { granted, decidedBy }: { granted: boolean | null; decidedBy: string },
): Promise<void> {
  if (granted === null) {
    await forgetAnswers(ctx, childId, ['image'])
    await ctx.db.run`update child set image_consent = ${false}, version = version + 1
      where id = ${childId} and image_consent = ${true}`
    return
  }
  const changed = await writeAuthorisations(ctx, childId, { values: { image: granted }, since: ctx.today, decidedBy })
  if (changed.length > 0) await ctx.db.run`update child set version = version + 1 where id = ${childId}`
}

/** As if these had never been answered: the answers stay in the history, none of them is current. */
export async function forgetAnswers(ctx: Ctx, childId: number, kinds: readonly AuthorisationKind[]): Promise<void> {
  if (kinds.length === 0) return
  await ctx.db.run`update authorisation set is_current = ${false} where child_id = ${childId} and kind in ${[...kinds]}`
}
