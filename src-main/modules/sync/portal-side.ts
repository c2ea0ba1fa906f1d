import {
  fingerprintsPerHalf,
  syncProtocol,
  type DeskHalf,
  type PortalHalf,
  type SyncView,
} from '../../../src-shared/contract/sync'
import { parseViewKey, viewSchemas } from '../../../src-shared/contract/portal/views'
import { AppError, errorLabel, refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'
import { systemActor } from '../../kernel/actor'
import type { Cipher } from '../../kernel/cipher'
import { inRead, inWrite, type Ctx, type Services } from '../../kernel/context'
import { openView, sealView } from '../portal'
import { acknowledge, countWaiting, forgetOldItems, itemsToSend, sendAllAgain } from './outbox'
import { keepAccess } from './portal-accounts'
import { hashText, readCursor, readMark, writeCursor, writeMark } from './store'

const cursorName = 'views'
const troubleName = 'trouble'
/** Last key compared; absent between two comparisons. */
const comparedToName = 'compared-to'
const comparedAtName = 'compared-at'
/** Whether the last answer said that nothing more waited: copies are compared in quiet times. */
const caughtUpName = 'caught-up'
const hoursBetweenComparisons = 20

/** The portal's half: its cursor, what waits to be received, and a few fingerprints when a comparison is due. */
export async function portalHalf(services: Services): Promise<PortalHalf> {
  return inRead({ services, actor: systemActor }, async ({ db, now }) => ({
    protocol: syncProtocol,
    from: 'portal',
    since: await readCursor(db, cursorName),
    items: await itemsToSend({ db, services }),
    waiting: await countWaiting(db),
    fingerprints: await fingerprintsDue(db, now, services.cipher),
    trouble: (await readMark(db, troubleName)) ?? '',
  }))
}

async function fingerprintsDue(db: Db, now: Instant, cipher: Cipher): Promise<[string, string][]> {
  if ((await readMark(db, caughtUpName)) !== 'yes') return []
  const last = (await readMark(db, comparedAtName)) as Instant | null
  const comparedTo = await readMark(db, comparedToName)
  const isDue = last === null || addMinutesToInstant(last, hoursBetweenComparisons * 60) <= now
  if (comparedTo === null && !isDue) return []
  const rows = await db.rows<{ key: string; body: string }>`select key, body from sync_view
    where key > ${comparedTo ?? ''} order by key limit ${fingerprintsPerHalf}`
  return rows.map(({ key, body }) => [key, fingerprintOf(cipher, key, body)])
}

/** Of the text itself, not of what was once said of it: a damaged copy shows. */
function fingerprintOf(cipher: Cipher, key: string, body: string): string {
  try {
    return hashText(openView(cipher, key, body))
  } catch {
    // A seal that does not open is a damaged copy: the office sends it again.
    return hashText(body)
  }
}

/** The next exchanges compare every copy, whatever was compared lately. */
export async function compareSoon({ db }: Ctx): Promise<void> {
  await writeMark(db, comparedAtName, null)
  await writeMark(db, comparedToName, null)
}

/** Takes the desk's half in one transaction: views, what they mean for accounts, acknowledgements and the cursor, or nothing. */
export async function receiveDeskHalf(services: Services, half: DeskHalf): Promise<void> {
  const unit = { services, actor: systemActor }
  try {
    await inWrite(unit, (ctx) => takeHalf(ctx, half))
  } catch (error) {
    const sentence =
      error instanceof AppError
        ? errorLabel(error.code, error.details)
        : errorLabel('internal', { reference: services.log.bug(error, { during: 'exchange' }) })
    // The office is told with the next half: it is the side with somebody in front of a screen.
    await inWrite(unit, ({ db }) => writeMark(db, troubleName, sentence.slice(0, 500)))
    throw error
  }
}

async function takeHalf(ctx: Ctx, half: DeskHalf): Promise<void> {
  const { db } = ctx
  const since = await readCursor(db, cursorName)
  if (half.restart) {
    await sendAllAgain(ctx)
    await compareSoon(ctx)
  }
  // First: what the office has received is in the views that come with it.
  for (const ack of half.acks) await acknowledge(ctx, ack)
  // A half that was meant for another place, because it was late or came twice, must not take the portal back.
  if (half.restart || half.base === since) {
    for (const view of half.views) await keepCopy(ctx, view)
    await writeCursor(db, cursorName, half.next)
    await writeMark(db, caughtUpName, half.more ? null : 'yes')
  }
  await forgetOldItems(ctx)
  await noteComparison(ctx, half.comparedTo)
  await writeMark(db, troubleName, null)
}

async function keepCopy(ctx: Ctx, { key, hash, body }: SyncView): Promise<void> {
  const parsed = parseViewKey(key)
  // A newer desk may send a kind of view that this portal does not show yet.
  if (!parsed) return
  // The text is kept as it was hashed by the desk, so that copies can be compared.
  const text = JSON.stringify(body)
  if (body === null) {
    await ctx.db.run`delete from sync_view where key = ${key}`
  } else {
    if (hashText(text) !== hash || !viewSchemas[parsed.kind].safeParse(body).success) {
      refuse('sync.view-unreadable', { key })
    }
    const kept = sealView(ctx.services.cipher, key, text)
    await ctx.db
      .run`insert into sync_view (key, hash, body, deleted, seq) values (${key}, ${hash}, ${kept}, ${false}, 0)
      on conflict (key) do update set hash = ${hash}, body = ${kept}`
  }
  if (parsed.kind === 'access') await keepAccess(ctx, key, body)
}

async function noteComparison({ db, now }: Ctx, comparedTo: string | null): Promise<void> {
  if (comparedTo === null) return
  const next = await db.one<{ key: string }>`select key from sync_view where key > ${comparedTo} order by key limit 1`
  await writeMark(db, comparedToName, next ? comparedTo : null)
  if (!next) await writeMark(db, comparedAtName, now)
}
