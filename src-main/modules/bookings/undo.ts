import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CellResult, CellUndo, Undo } from '../../../src-shared/contract/staff/planning'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, epochOf } from '../../../src-shared/kernel/instant'
import { stableStringify } from '../../../src-shared/kernel/stable-json'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { setStates } from './set-states'
import type { StateChange, StateChangeResult } from './types'

/** As long as one may still be looking at what one just did. */
const undoMinutes = 10

export function resultOf(result: StateChangeResult): CellResult {
  const { enrolmentId, slotId, date, state, version, refusal } = result
  return { enrolmentId, slotId, date, state, version, ...(refusal ? { refusal } : {}) }
}

/** What puts a cell back; how it does it is no business of the screen. */
export function undoView(change: StateChange): CellUndo {
  const { restores: _restores, force: _force, ...undo } = change
  return undo
}

/**
 * What a screen keeps to put cells back. To put back goes past every rule: it is signed for whoever acted, and for a few
 * minutes, so that nothing but what this person just changed can be restored. Null: nothing was changed.
 */
export function sealUndo(ctx: Ctx<StaffActor>, changes: CellUndo[]): Undo | null {
  if (changes.length === 0) return null
  const until = addMinutesToInstant(ctx.now, undoMinutes)
  return { changes, until, signature: signatureOf(ctx, { changes, until }) }
}

/** The label keeps the uses of the secret apart. */
function signatureOf({ services, actor }: Ctx<StaffActor>, { changes, until }: Omit<Undo, 'signature'>): string {
  const key = createHmac('sha256', services.secret).update('ribambelle undo').digest()
  return createHmac('sha256', key)
    .update(stableStringify({ staffId: actor.id, until, changes }), 'utf8')
    .digest('hex')
}

function isSealed(ctx: Ctx<StaffActor>, { signature, ...undo }: Undo): boolean {
  const expected = Buffer.from(signatureOf(ctx, undo), 'utf8')
  const given = Buffer.from(signature, 'utf8')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** Puts cells back as they were, as long as nobody touched them since. */
export async function undoChanges(ctx: Ctx<StaffActor>, sealed: Undo) {
  if (!isSealed(ctx, sealed)) refuse('permission.missing')
  if (epochOf(ctx.now) > epochOf(sealed.until)) refuse('booking.undo-too-late')
  const changes = sealed.changes.map((change) => ({ ...(change as StateChange), restores: true }))
  const { results, undo } = await setStates(ctx, changes)
  return { results: results.map(resultOf), undo: sealUndo(ctx, undo.map(undoView)) }
}
