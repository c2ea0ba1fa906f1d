import type { DocumentPayload, DocumentRule } from '../../../src-shared/contract/documents'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { validityFrom } from '../../../src-shared/rules/documents'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { familyIdsOfPerson, familyIsVisible } from '../families'
import type { DocumentRow } from './entities'
import { documentOfRequest, findDocument, household, typeRows, type TypeRow } from './store'
import { findUpload } from './store-uploads'
import { attachUpload, uploadView } from './uploads'

/** Documents changed: the portals of those who see them, the child's other family included where the paper serves both. */
export async function documentsChanged(ctx: Ctx, familyId: number, personId: number | null = null): Promise<void> {
  const families = new Set([familyId, ...(personId === null ? [] : await familyIdsOfPerson(ctx, personId))])
  await ctx.touch(...[...families].map((id) => `documents/${id}`))
  ctx.afterCommit(() => {
    for (const id of families) ctx.services.publish({ type: 'families', familyId: id })
  })
}

export async function requireType(ctx: Ctx, id: number): Promise<TypeRow> {
  const type = (await typeRows(ctx.db)).find((one) => one.id === id) ?? refuse('record.not-found')
  return type.archived ? refuse('document.type-archived') : type
}

/** Name of whom the document concerns; refuses somebody of another family. '' = the family. */
export async function checkOwner(
  ctx: Ctx,
  familyId: number,
  { whose }: Pick<DocumentRule, 'whose'>,
  personId: number | null,
): Promise<string> {
  if (whose === 'family') return personId === null ? '' : refuse('document.wrong-owner')
  const { guardians, children } = await household(ctx.db, familyId, ctx.today)
  const person = (whose === 'guardian' ? guardians : children).find(({ id }) => id === personId)
  return person?.name ?? refuse('document.wrong-owner')
}

/** What a sending is about, in words; refuses what is not of this family. */
export async function checkSending(ctx: Ctx, familyId: number, { typeId, personId, uploadId }: DocumentPayload) {
  const type = await requireType(ctx, typeId)
  const personName = await checkOwner(ctx, familyId, type, personId)
  const upload = await findUpload(ctx.db, uploadId)
  if (upload?.familyId !== familyId) refuse('upload.missing')
  return { typeName: type.name, personName, needsValidation: type.needsValidation }
}

/** The same of a sending received before, whatever became of its type and of its people since. */
export async function describeSending(ctx: Ctx, { typeId, personId, uploadId }: DocumentPayload) {
  const type = (await typeRows(ctx.db)).find(({ id }) => id === typeId) ?? refuse('record.not-found')
  const person = await ctx.db.one<{ name: string }>`select first_name as name from person where id = ${personId}`
  const upload = (await findUpload(ctx.db, uploadId)) ?? refuse('upload.missing')
  return {
    ...{ typeName: type.name, personName: person?.name ?? '', isArchived: type.archived },
    file: uploadView(upload),
    validTo: validityFrom(type.validity, ctx.today).to,
  }
}

interface Sending {
  requestId: string
  familyId: number
  authorName: string
  sentAt: Instant
  payload: DocumentPayload
}

/** Receives a document that a request brings; it waits for the answer to that request. */
export async function sendDocument(
  ctx: Ctx,
  { requestId, familyId, authorName, sentAt, payload }: Sending,
): Promise<void> {
  const type = await requireType(ctx, payload.typeId)
  await checkOwner(ctx, familyId, type, payload.personId)
  const upload = await attachUpload(ctx, payload.uploadId, familyId)
  const known = await documentOfRequest(ctx.db, requestId)
  if (known) {
    // The same request, completed: the new file takes the place of the one before.
    const { typeId, personId } = payload
    await ctx.db.run`update document set upload_id = ${upload.id}, type_id = ${typeId}, person_id = ${personId},
      status = 'sent', sent_at = ${sentAt}, version = version + 1 where id = ${known.id}`
  } else {
    await insertDocument(ctx, { ...payload, familyId, requestId, status: 'sent', sentAt, sentBy: authorName })
  }
  await documentsChanged(ctx, familyId, payload.personId)
}

interface NewDocument {
  typeId: number
  familyId: number
  personId: number | null
  uploadId: string
  requestId: string | null
  status: 'sent' | 'valid'
  validFrom?: LocalDate
  validTo?: LocalDate | null
  sentAt: Instant
  sentBy: string
}

function insertDocument(ctx: Ctx, row: NewDocument): Promise<number> {
  const { typeId, familyId, personId, uploadId, requestId, status, validFrom, validTo, sentAt, sentBy } = row
  const isDecided = status === 'valid'
  return ctx.db.insert('document', {
    ...{ typeId, familyId, personId, uploadId, requestId, status, reason: '' },
    ...{ validFrom: validFrom ?? null, validTo: validTo ?? null, sentAt, sentBy },
    ...{ decidedAt: isDecided ? ctx.now : null, decidedBy: isDecided ? actorName(ctx.actor) : '', version: 1 },
  })
}

/** The agent, or the rule of its type, accepts the document of a request: it is good from today, for as long as its type says. */
export async function acceptDocument(ctx: Ctx, requestId: string): Promise<{ documentId: number }> {
  const document = (await documentOfRequest(ctx.db, requestId)) ?? refuse('record.not-found')
  const type = (await typeRows(ctx.db)).find(({ id }) => id === document.typeId) ?? refuse('record.not-found')
  const { from, to } = validityFrom(type.validity, ctx.today)
  const by = ctx.actor.kind === 'staff' ? actorName(ctx.actor) : ''
  await ctx.db.run`update document set status = 'valid', reason = '', valid_from = ${from}, valid_to = ${to},
    decided_at = ${ctx.now}, decided_by = ${by}, version = version + 1 where id = ${document.id}`
  await documentsChanged(ctx, document.familyId, document.personId)
  return { documentId: document.id }
}

/** Puts a document back as it was before it was accepted. */
export async function undoAccepted(ctx: Ctx, requestId: string): Promise<void> {
  const document = (await documentOfRequest(ctx.db, requestId)) ?? refuse('record.not-found')
  if (document.status !== 'valid') refuse('document.not-valid')
  await ctx.db.run`update document set status = 'sent', valid_from = ${null}, valid_to = ${null}, decided_at = ${null},
    decided_by = '', version = version + 1 where id = ${document.id}`
  await documentsChanged(ctx, document.familyId, document.personId)
}

/** A paper brought to the counter: an agent has it in hand, it is good at once. */
export async function addDocument(
  ctx: Ctx,
  input: { familyId: number; typeId: number; personId: number | null; uploadId: string; validTo?: LocalDate | null },
): Promise<number> {
  const { familyId, typeId, personId } = input
  const type = await requireType(ctx, typeId)
  await checkOwner(ctx, familyId, type, personId)
  const upload = await attachUpload(ctx, input.uploadId, null)
  const { from, to } = validityFrom(type.validity, ctx.today)
  const validTo = input.validTo === undefined ? to : input.validTo
  if (validTo !== null && validTo < from) refuse('document.dates-reversed')
  const id = await insertDocument(ctx, {
    ...{ typeId, familyId, personId, uploadId: upload.id, requestId: null, status: 'valid', validFrom: from, validTo },
    ...{ sentAt: ctx.now, sentBy: actorName(ctx.actor) },
  })
  await documentsChanged(ctx, familyId, personId)
  return id
}

/** A paper that counts, of a family that this agent sees. */
async function requireValid(ctx: Ctx, id: number): Promise<DocumentRow> {
  const document = (await findDocument(ctx.db, id)) ?? refuse('record.not-found')
  if (!(await familyIsVisible(ctx, document.familyId))) refuse('record.not-found')
  return document.status === 'valid' ? document : refuse('document.not-valid')
}

export async function setValidity(
  ctx: Ctx,
  input: { id: number; version: number; validFrom: LocalDate; validTo: LocalDate | null },
): Promise<{ familyId: number; version: number }> {
  const { id, version, validFrom, validTo } = input
  if (validTo !== null && validTo < validFrom) refuse('document.dates-reversed')
  const { familyId, personId } = await requireValid(ctx, id)
  const changed = await ctx.db.run`update document set valid_from = ${validFrom}, valid_to = ${validTo},
    version = version + 1 where id = ${id} and version = ${version}`
  if (changed === 0) refuse('record.changed-meanwhile')
  await documentsChanged(ctx, familyId, personId)
  return { familyId, version: version + 1 }
}

/** No longer accepted: the family is asked again, and reads why. */
export async function revokeDocument(
  ctx: Ctx,
  { id, version, reason }: { id: number; version: number; reason: string },
): Promise<{ familyId: number; version: number }> {
  const { familyId, personId } = await requireValid(ctx, id)
  const changed = await ctx.db.run`update document set status = 'refused', reason = ${reason}, decided_at = ${ctx.now},
    decided_by = ${actorName(ctx.actor)}, version = version + 1 where id = ${id} and version = ${version}`
  if (changed === 0) refuse('record.changed-meanwhile')
  await documentsChanged(ctx, familyId, personId)
  return { familyId, version: version + 1 }
}
