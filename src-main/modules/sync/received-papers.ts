import type { SentRequest } from '../../../src-shared/contract/request-payloads'
import type { SyncItem } from '../../../src-shared/contract/sync'
import { refuse } from '../../../src-shared/errors'
import type { ParentActor } from '../../kernel/actor'
import { inRead, inWrite, writeAudit, type Ctx, type Services } from '../../kernel/context'
import { acceptRules, answerConsent, receiveUpload } from '../documents'

export type UploadItem = Extract<SyncItem, { kind: 'upload' }>
export type PaperItem = Extract<SyncItem, { kind: 'acceptance' | 'consent' }>

/** Files that a request or its completion joins. */
export function uploadsOf(item: SyncItem): string[] {
  if (item.kind === 'completion') return item.completion.attachments
  return item.kind === 'request' ? uploadsIn(item.request.payload) : []
}

/** The same of a payload, whatever its kind. */
export function uploadsIn(payload: SentRequest['payload']): string[] {
  return [
    ...('uploadId' in payload ? [payload.uploadId] : []),
    ...('attachments' in payload ? payload.attachments : []),
  ]
}

/** A file that came in through a web host: looked at here as it was there, and kept once. */
export async function receiveUploadItem(services: Services, actor: ParentActor, item: UploadItem): Promise<void> {
  const unit = { services, actor }
  const bytes = Buffer.from(item.bytes, 'base64')
  await receiveUpload(
    {
      // Kept since now: sent on a Friday evening and received on Monday, it has not been left alone for two days.
      ...{ actor, services, now: services.clock.now(), today: services.clock.today() },
      caller: { address: '', userAgent: '', sessionToken: null },
      read: (work) => inRead(unit, work),
      write: (work) => inWrite(unit, work),
      setSession: () => undefined,
    },
    { id: item.requestId, name: item.name, length: bytes.length, bytes: once(bytes) },
  )
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes)
}

const channel = 'hosted-portal'
const entities = { acceptance: 'house-rules', consent: 'consent' } as const

/** What a parent accepted or answered on a web host, once: a second send finds its trace. */
export async function receivePaper(ctx: Ctx, item: PaperItem): Promise<void> {
  const { id, familyId, accountId, at, address, userAgent } = item
  const entity = entities[item.kind]
  const known = await ctx.db.one`select id from audit_log where entity = ${entity} and entity_id = ${id}`
  if (known) return
  const account = await ctx.db.one<{ personId: number }>`select person_id from portal_account where id = ${accountId}`
  const personId = account?.personId ?? refuse('record.not-found')
  // A portal whose clock is ahead does not answer from the future.
  const proof = { familyId, personId, at: at > ctx.now ? ctx.now : at, address, userAgent }
  if (item.kind === 'acceptance') {
    await acceptRules(ctx, { ...proof, channel, accountId, rulesId: item.rulesId, sha256: item.sha256 })
  } else {
    await answerConsent(ctx, { ...proof, channel, kind: item.about, childId: item.childId, given: item.given })
  }
  await writeAudit(ctx, `sync.${item.kind}`, { entity, id, familyId })
}
