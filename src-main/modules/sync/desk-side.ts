import {
  charactersPerHalf,
  syncProtocol,
  viewsPerHalf,
  type Ack,
  type DeskHalf,
  type PortalHalf,
  type SyncItem,
  type SyncView,
} from '../../../src-shared/contract/sync'
import { AppError, refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import type { Cipher } from '../../kernel/cipher'
import { systemActor, type ParentActor } from '../../kernel/actor'
import { inRead, inWrite, writeAudit, type Ctx, type Services } from '../../kernel/context'
import { openView, receiveAccessAct } from '../portal'
import { completeRequest, readRequest, submitRequest, withdrawRequest } from '../requests'
import { receivePaper, receiveUploadItem, uploadsOf, type PaperItem, type UploadItem } from './received-papers'
import { refreshViews } from './refresh'
import {
  countDirty,
  expectViews,
  readCursor,
  renumberViews,
  viewsOfKeys,
  viewsSince,
  writeCursor,
  type ViewRow,
} from './store'

/** How far this portal was told to be; in the database, so that a desk put back from a copy notices it. */
export const givenName = (peerId: number) => `given/${peerId}`

/** Receives what a portal has to say, item by item: one that is refused, or fails, holds up none of the others. */
export async function receiveItems(services: Services, items: readonly SyncItem[]): Promise<Ack[]> {
  const acks: Ack[] = []
  const failed = new Set<string>()
  const withdrawn = new Set(items.filter(({ kind }) => kind === 'withdrawal').map(({ requestId }) => requestId))
  for (const item of items) {
    // A withdrawal must not overtake its own request, or the request would come back alive.
    const isTakenBack = withdrawn.has(item.requestId)
    // A request waits for the files that it joins.
    const isHeld = failed.has(item.requestId) || uploadsOf(item).some((id) => failed.has(id))
    const ack = isHeld ? null : await receiveOne(services, item, isTakenBack)
    if (ack) acks.push(ack)
    else failed.add(item.requestId)
  }
  return acks
}

// Refusals that may not be one at the next try.
const passing: ReadonlySet<string> = new Set(['record.changed-meanwhile', 'upload.too-many'])
/** A file that a request joins may arrive after it; one that never does must not keep its request waiting for ever. */
const fileAwaitedMinutes = 7 * 24 * 60

function mayPass({ code, kind }: AppError, sentAt: Instant, now: Instant): boolean {
  if (code === 'upload.missing') return now < addMinutesToInstant(sentAt, fileAwaitedMinutes)
  return passing.has(code) || kind === 'unavailable'
}

/** Null = not received this time; the portal sends it again. */
async function receiveOne(services: Services, item: SyncItem, isTakenBack: boolean): Promise<Ack | null> {
  const { id, familyId, accountId, authorName: name } = item
  const actor: ParentActor = { kind: 'parent', accountId, personId: 0, familyId, name }
  try {
    if (item.kind === 'upload') {
      await inRead({ services, actor }, (ctx) => checkAuthor(ctx, item))
      await receiveUploadItem(services, actor, item)
    } else await inWrite({ services, actor }, (ctx) => receiveIn(ctx, item, isTakenBack))
    return { id, refusal: null }
  } catch (error) {
    if (!(error instanceof AppError)) {
      services.log.bug(error, { during: 'exchange', item: id })
      return null
    }
    services.log.warn('an item of the exchange was refused', { item: id, code: error.code })
    return mayPass(error, item.at, services.clock.now()) ? null : { id, refusal: error.code }
  }
}

type AccessItem = Extract<SyncItem, { kind: 'access' }>
type FamilyItem = Exclude<SyncItem, AccessItem | UploadItem | PaperItem>

/** Once: a second send of the same act finds its trace. */
async function receiveAccess(ctx: Ctx, item: AccessItem): Promise<void> {
  const entity = 'portal-access'
  const known = await ctx.db.one`select id from audit_log where entity = ${entity} and entity_id = ${item.id}`
  if (known) return
  const { act } = item
  const isOwn = !('accountId' in act) || act.accountId === item.accountId || (act.act === 'password' && act.tokenHash)
  if (!isOwn) refuse('record.not-found')
  await receiveAccessAct(ctx, act, 'hosted-portal')
  await writeAudit(ctx, `sync.${act.act}`, { entity, id: item.id, familyId: item.familyId || null })
}

async function receiveIn(ctx: Ctx, item: Exclude<SyncItem, UploadItem>, isTakenBack: boolean): Promise<void> {
  if (item.kind === 'access') return receiveAccess(ctx, item)
  await checkAuthor(ctx, item)
  if (item.kind === 'acceptance' || item.kind === 'consent') return receivePaper(ctx, item)
  const isNew = !(await exists(ctx, item.requestId))
  // Asked and taken back before the office heard of it: no rule may accept it in between.
  const isDone = isNew && isTakenBack ? item.kind === 'withdrawal' : await applyItem(ctx, item, isNew)
  if (!isDone) return
  await writeAudit(ctx, `sync.${item.kind}`, { entity: 'request', id: item.requestId, familyId: item.familyId })
}

/** The portal is trusted with its sessions, not with inventing who may speak for a family. */
async function checkAuthor(ctx: Ctx, { accountId, familyId }: Pick<SyncItem, 'accountId' | 'familyId'>) {
  const account = await ctx.db.one<{ familyIds: string }>`select family_ids from portal_account where id = ${accountId}`
  const families = account ? (JSON.parse(account.familyIds) as number[]) : []
  if (!families.includes(familyId)) refuse('record.not-found')
}

const exists = async (ctx: Ctx, id: string) =>
  (await ctx.db.one<{ id: string }>`select id from request where id = ${id}`) !== undefined

const findVersion = async (ctx: Ctx, id: string) =>
  (await ctx.db.one<{ version: number }>`select version from request where id = ${id}`) ?? refuse('record.not-found')

/** Returns false when it had been done before: the answer to an earlier send was lost on its way. */
async function applyItem(ctx: Ctx, item: FamilyItem, isNew: boolean): Promise<boolean> {
  const { requestId: id, familyId, accountId, authorName, at: submittedAt } = item
  if (item.kind === 'withdrawal') {
    const { status } = await readRequest(ctx, { id, familyId })
    if (status === 'withdrawn') return false
    await withdrawRequest(ctx, { id, familyId })
    return true
  }
  if (item.kind === 'completion') {
    const { version } = await findVersion(ctx, id)
    await completeRequest(ctx, { id, familyId, completion: item.completion, at: submittedAt })
    return (await findVersion(ctx, id)).version !== version
  }
  const author = { familyId, accountId, authorName }
  await submitRequest(ctx, { id, ...item.request, ...author, submittedAt, origin: 'hosted-portal' })
  return isNew
}

interface Standing {
  peerId: number
  /** Where the portal says it stands. */
  since: number
}

/** The desk's half for a portal that stands at `since`; a place where this desk never brought it starts again from 0. */
export async function deskHalf(
  services: Services,
  { peerId, since, acks, comparedTo }: Standing & { acks: Ack[]; comparedTo: string | null },
): Promise<DeskHalf> {
  const isMoreToBuild = await refreshViews(services)
  return inWrite({ services, actor: systemActor }, async ({ db }) => {
    const given = await readCursor(db, givenName(peerId))
    const restart = since > given
    const base = restart ? 0 : since
    const rows = await viewsSince(db, base, viewsPerHalf)
    const fitting = fitInOneHalf(rows)
    const next = Number(fitting.at(-1)?.seq ?? base)
    await writeCursor(db, givenName(peerId), restart ? next : Math.max(given, next))
    const more =
      fitting.length < rows.length || rows.length === viewsPerHalf || isMoreToBuild || (await countDirty(db)) > 0
    const views = fitting.map((row) => viewToSend(services.cipher, row))
    return { protocol: syncProtocol, from: 'desk', acks, base, next, restart, views, more, comparedTo }
  })
}

/** One view at least, however big it is. */
function fitInOneHalf(rows: readonly ViewRow[]): ViewRow[] {
  let characters = 0
  const end = rows.findIndex(({ body }, index) => {
    characters += body.length
    return index > 0 && characters > charactersPerHalf
  })
  return end === -1 ? [...rows] : rows.slice(0, end)
}

const viewToSend = (cipher: Cipher, { key, hash, body, deleted }: ViewRow): SyncView => ({
  key,
  hash,
  body: deleted ? null : (JSON.parse(openView(cipher, key, body)) as unknown),
})

/** Compares copies: a view that differs is sent again, one that this desk does not know is taken away. */
export async function compareCopies(services: Services, half: PortalHalf): Promise<string | null> {
  const { fingerprints, since } = half
  const last = fingerprints.at(-1)
  if (!last) return null
  await inWrite({ services, actor: systemActor }, async ({ db }) => {
    const ours = await viewsOfKeys(
      db,
      fingerprints.map(([key]) => key),
    )
    const different = fingerprints.filter(([key, hash]) => {
      const view = ours.get(key)
      // What the portal has not been told yet is on its way.
      return view && view.seq <= since && (Boolean(view.deleted) || view.hash !== hash)
    })
    await renumberViews(
      db,
      different.map(([key]) => key),
    )
    await expectViews(
      db,
      fingerprints.filter(([key]) => !ours.has(key)).map(([key]) => key),
    )
  })
  return last[0]
}
