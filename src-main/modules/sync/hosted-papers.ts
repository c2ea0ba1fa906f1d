import { randomUUID } from 'node:crypto'
import type { UploadType } from '../../../src-shared/contract/documents'
import { viewKey } from '../../../src-shared/contract/portal/views'
import type { DocumentsView } from '../../../src-shared/contract/portal/views-documents'
import { refuse } from '../../../src-shared/errors'
import type { ParentActor } from '../../kernel/actor'
import type { ManualCtx, ParentCtx } from '../../kernel/context'
import type { FileReply } from '../../kernel/files'
import { attachUpload, openOwnUpload } from '../documents'
import { replicaViews, type PapersDoor } from '../portal'
import { itemsOfFamily, sendLater } from './outbox'

const authorOf = ({ actor, now }: Pick<ManualCtx<ParentActor>, 'actor' | 'now'>) => ({
  familyId: actor.familyId,
  accountId: actor.accountId,
  authorName: actor.name,
  at: now,
})

/** Puts files on their way to the office, before the request that joins them. */
export async function sendUploadsLater(ctx: ParentCtx, ids: readonly string[]): Promise<void> {
  const known = new Set((await itemsOfFamily(ctx, ctx.actor.familyId)).map(({ item }) => item.requestId))
  for (const id of ids) {
    const { originalName, mediaType, size } = await attachUpload(ctx, id, ctx.actor.familyId)
    if (known.has(id)) continue
    await sendLater(ctx, {
      kind: 'upload',
      requestId: id,
      ...authorOf(ctx),
      name: originalName,
      mediaType,
      size,
      bytes: '',
    })
  }
}

/** What a parent accepts on a web host is kept here and received by the office at the next exchange, with where it came from. */
export function hostedPapers(fetchUpload: (ctx: ManualCtx<ParentActor>, id: string) => Promise<Buffer>): PapersDoor {
  return {
    accept: (ctx, { rulesId, sha256 }) => {
      const { address, userAgent } = ctx.caller
      return ctx.write((unit) =>
        sendLater(unit, {
          ...{ kind: 'acceptance', requestId: randomUUID(), ...authorOf(ctx), rulesId, sha256, address, userAgent },
        }),
      )
    },
    answer: (ctx, { kind: about, childId, given }) => {
      const { address, userAgent } = ctx.caller
      return ctx.write((unit) =>
        sendLater(unit, {
          ...{ kind: 'consent', requestId: randomUUID(), ...authorOf(ctx), about, childId, given, address, userAgent },
        }),
      )
    },
    open: async (ctx, id, query) => {
      const own = await openOwnUpload(ctx, id, query)
      return own ?? officeFile(ctx, id, query, fetchUpload)
    },
    kept: keptPapers,
  }
}

/** A file that the office holds: one that the family's views name, and no other. */
async function officeFile(
  ctx: ManualCtx<ParentActor>,
  id: string,
  query: Record<string, string>,
  fetchUpload: (ctx: ManualCtx<ParentActor>, id: string) => Promise<Buffer>,
): Promise<FileReply> {
  const file = await ctx.read(async (unit) => {
    const { familyId } = ctx.actor
    const [paperwork, documents, familyFile] = await replicaViews.get(
      unit,
      viewKey.paperwork(),
      viewKey.documents(familyId),
      viewKey.file(familyId),
    )
    const health = new Set((paperwork?.types ?? []).filter((type) => type.health).map((type) => type.id))
    const isOfHealth = (documents?.given ?? []).some(({ typeId, file: one }) => one?.id === id && health.has(typeId))
    if (isOfHealth && familyFile?.isHealthHidden !== false) refuse('upload.stays-in-office')
    const files = [
      ...[...(paperwork?.published ?? []), ...(paperwork?.rules ?? []), ...(documents?.published ?? [])].map(
        ({ file: one }) => one,
      ),
      ...(documents?.given ?? []).map(({ file: one }) => one),
    ]
    return files.find((one) => one?.id === id) ?? refuse('record.not-found')
  })
  const body = await fetchUpload(ctx, id)
  return {
    contentType: file.mediaType satisfies UploadType,
    fileName: file.name,
    body,
    inline: query['inline'] === '1',
  }
}

/** What the office has not received yet, as the page shows it. */
async function keptPapers(ctx: ParentCtx): Promise<Pick<DocumentsView, 'given' | 'acceptances' | 'answers'>> {
  const items = (await itemsOfFamily(ctx, ctx.actor.familyId)).filter(({ refusal }) => refusal === '')
  const [documents] = await replicaViews.get(ctx, viewKey.documents(ctx.actor.familyId))
  const received = new Set((documents?.given ?? []).map(({ requestId }) => requestId))
  const withdrawn = new Set(items.filter(({ item }) => item.kind === 'withdrawal').map(({ item }) => item.requestId))
  const uploads = new Map(
    items.flatMap(({ item }) => (item.kind === 'upload' ? [[item.requestId, item] as const] : [])),
  )
  const kept: Pick<DocumentsView, 'given' | 'acceptances' | 'answers'> = { given: [], acceptances: [], answers: [] }
  const { personId, name } = ctx.actor
  for (const { item, isAcknowledged } of items) {
    if (item.kind === 'request' && item.request.kind === 'document') {
      const { typeId, personId: about, uploadId } = item.request.payload
      const upload = uploads.get(uploadId)
      if (received.has(item.requestId) || withdrawn.has(item.requestId) || !upload) continue
      kept.given.push({
        ...{ id: null, typeId, personId: about, status: 'sent', reason: '', validFrom: null, validTo: null },
        ...{ sentAt: item.at, decidedAt: null, sentBy: item.authorName, requestId: item.requestId },
        file: { id: uploadId, name: upload.name, mediaType: upload.mediaType, size: upload.size },
      })
    }
    if (isAcknowledged) continue
    if (item.kind === 'acceptance') {
      kept.acceptances.push({
        rulesId: item.rulesId,
        personId,
        personName: name.split(' ')[0] ?? name,
        acceptedAt: item.at,
      })
    }
    if (item.kind === 'consent') {
      kept.answers.push({ kind: item.about, childId: item.childId, personId, given: item.given, at: item.at })
    }
  }
  return kept
}
