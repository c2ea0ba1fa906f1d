import { fileSubjectDefinitions } from '../../../../src-shared/contract/file/definitions'
import type { FileField, FilePayload } from '../../../../src-shared/contract/file/subjects'
import { sameValue } from '../../../../src-shared/contract/file/values'
import type { RequestRow } from '../../../../src-shared/contract/staff/requests'
import { refuse } from '../../../../src-shared/errors'
import { plural } from '../../../../src-shared/format/text'
import { parisDate } from '../../../../src-shared/kernel/instant'
import { maskIban } from '../../../../src-shared/kernel/iban'
import type { Ctx } from '../../../kernel/context'
import { readTown } from '../../organisation'
import { attachmentsOf, keepAttachments } from '../attachments'
import { familyOf, type RequestRecord } from '../record'
import { personOfAccount } from '../store'
import { subjectOf } from '../subjects'
import type { FieldValues, SubjectDone } from '../subjects/subject'
import { undoSubject } from '../subjects/undo'
import { checkPayload } from './check-file'
import { compare, hiddenRows, targetOf } from './compare'
import type { Acceptance, Described, RequestKindModule, Viewed } from './kind'
import { nameFile, relatedTo } from './name-file'

type FileRequest = RequestRecord<FilePayload>

const definitionOf = ({ payload }: FileRequest) => fileSubjectDefinitions[payload.subject]

/** An IBAN leaves the desk masked, in a request as in the file. */
export function maskedPayload(payload: FilePayload): FilePayload {
  const { fields } = fileSubjectDefinitions[payload.subject]
  const isIban = (key: string) => fields.some((field) => field.key === key && field.kind === 'iban')
  return {
    ...payload,
    changes: payload.changes.map((change) =>
      isIban(change.field) && typeof change.after === 'string' && !change.after.includes('•')
        ? { ...change, after: maskIban(change.after) }
        : change,
    ),
  }
}

const mayReadHealth = (ctx: Ctx) => ctx.actor.kind !== 'staff' || ctx.actor.permissions.has('health.read')

async function describe(ctx: Ctx, request: FileRequest): Promise<Described> {
  const { health } = definitionOf(request)
  const isOpen = request.status === 'pending' || request.status === 'needs-more'
  const isHidden = health && !mayReadHealth(ctx)
  const { rows, isGone } = isHidden
    ? { rows: hiddenRows(request), isGone: false }
    : isOpen
      ? await compare(ctx, request)
      : { rows: request.outcome.rows, isGone: false }
  const conflicts = rows.filter(({ conflict }) => conflict)
  return {
    rows,
    mayAcceptPart: request.payload.action === 'change' && rows.length > 1,
    mayAskMore: true,
    attachments: isHidden ? [] : await attachmentsOf(ctx, request.payload.attachments),
    related: isOpen ? await relatedTo(ctx, request) : [],
    effectText: effectText(request, rows, isOpen),
    warnings: [
      ...(isHidden ? ['Donnée de santé, réservée aux agents qui lisent la santé.'] : []),
      ...(isOpen && isGone
        ? ['La fiche à modifier n’existe plus\u00A0: cette demande ne peut plus être acceptée.']
        : []),
      ...(isOpen && conflicts.length > 0 ? [conflictText(conflicts)] : []),
    ],
    healthOf: health && !isHidden ? request.personId : null,
    isHidden,
  }
}

function conflictText(rows: readonly RequestRow[]): string {
  const names = rows.map(({ label }) => `«\u00A0${label}\u00A0»`).join(', ')
  return `La fiche a changé depuis l’envoi\u00A0: ${names}. Choisissez ligne par ligne ce que vous acceptez.`
}

function effectText({ payload, outcome, status }: FileRequest, rows: readonly RequestRow[], isOpen: boolean): string {
  if (status === 'refused' || status === 'withdrawn') return 'Rien n’a changé dans la fiche.'
  if (payload.action === 'add') return isOpen ? 'Sera ajouté à la fiche.' : 'Ajouté à la fiche.'
  if (payload.action === 'remove') return isOpen ? 'Sera retiré de la fiche.' : 'Retiré de la fiche.'
  const count = isOpen
    ? rows.filter(({ same }) => !same).length
    : outcome.rows.filter(({ result }) => result === 'accepted').length
  if (count === 0) return 'La fiche contient déjà ces valeurs.'
  return isOpen
    ? `${plural(count, 'valeur change', 'valeurs changent')} dans la fiche.`
    : `${plural(count, 'valeur remplacée', 'valeurs remplacées')} dans la fiche.`
}

async function view(ctx: Ctx, request: FileRequest): Promise<Viewed> {
  const isOpen = request.status === 'pending' || request.status === 'needs-more' || request.outcome.rows.length === 0
  const isHidden = definitionOf(request).health && !mayReadHealth(ctx)
  const { rows } = isHidden
    ? { rows: hiddenRows(request) }
    : isOpen
      ? await compare(ctx, request)
      : { rows: request.outcome.rows }
  const { message, attachments } = request.payload
  return {
    values: rows.map(({ key, label, before, after, result }) => ({ key, label, before, after, result })),
    message,
    attachments: await attachmentsOf(ctx, attachments),
    file: maskedPayload(request.payload),
  }
}

async function apply(ctx: Ctx, request: FileRequest, { keys }: Acceptance): Promise<SubjectDone> {
  const { subject, action, changes, attachments } = request.payload
  const { isGone } = await compare(ctx, request)
  if (isGone) refuse('request.target-gone')
  const accepted = changes.filter(({ field }) => keys === null || keys.includes(field))
  const values: FieldValues = Object.fromEntries(accepted.map(({ field, after }) => [field, after]))
  const target = targetOf(request)
  const module = subjectOf(subject)
  const present = action === 'add' ? {} : await module.read(ctx, target)
  const before = action === 'remove' ? present : pick(present, Object.keys(values))
  const author = { name: request.authorName, on: parisDate(request.submittedAt) }
  const { entryId, trace } = await module.apply(ctx, target, action, values, attachments, author)
  return { action, entryId, before, after: values, ...(trace === undefined ? {} : { trace }) }
}

const pick = (values: FieldValues, keys: readonly string[]): FieldValues =>
  Object.fromEntries(keys.map((key) => [key, values[key] ?? null]))

async function undo(ctx: Ctx, request: FileRequest, data: unknown): Promise<void> {
  // Nothing was written of a refusal.
  if (data === null) return
  const done = data as SubjectDone
  const target = { ...targetOf(request), entryId: done.entryId ?? request.payload.entryId }
  await checkUnmoved(ctx, request, done, target)
  await undoSubject(ctx, request.payload.subject, target, done)
}

/** What was written must still be there, or somebody's later change would be lost. */
async function checkUnmoved(
  ctx: Ctx,
  request: FileRequest,
  done: SubjectDone,
  target: ReturnType<typeof targetOf>,
): Promise<void> {
  const definition = definitionOf(request)
  if (done.action === 'remove' || (done.action === 'add' && !definition.entries)) return
  const present = await subjectOf(request.payload.subject).read(ctx, target)
  const moved = definition.fields.some(
    (field: FileField) =>
      Object.hasOwn(done.after, field.key) && !sameValue(field, present[field.key], done.after[field.key]),
  )
  if (moved) refuse('request.undo-impossible')
}

/** A change of the family file: one subject, of the household, an adult or a child. */
export const fileKind: RequestKindModule<FilePayload> = {
  kind: 'file',
  isSealed: ({ subject }) => fileSubjectDefinitions[subject].sealed,
  name: async (ctx, asked) => {
    const familyId = familyOf(asked)
    await checkPayload(ctx, familyId, asked.payload)
    return nameFile(ctx, familyId, asked.payload)
  },
  receive: (ctx, request) => keepAttachments(ctx, familyOf(request), request.payload.attachments),
  isAutomatic: async (ctx, request) => {
    const { settings } = await readTown(ctx)
    const { subject, personId } = request.payload
    if (!settings.requests.automatic.includes(subject)) return false
    // Whoever writes for another adult of the household is read by an agent first.
    if (subject === 'guardian' && personId !== (await personOfAccount(ctx.db, request.accountId))) return false
    const { rows, isGone } = await compare(ctx, request)
    return !isGone && rows.every(({ conflict }) => !conflict)
  },
  checkAgent: (ctx, request, decision) => {
    if (ctx.actor.kind !== 'staff') return Promise.resolve()
    const { health } = definitionOf(request)
    const accepting = health ? 'health.write' : 'families.write'
    const needed = decision === 'accept' ? accepting : health ? 'health.read' : null
    if (needed && !ctx.actor.permissions.has(needed)) refuse('permission.missing', { permission: needed })
    return Promise.resolve()
  },
  describe,
  view,
  apply,
  undo,
  complete: async (ctx, request, { changes, attachments }) => {
    const { payload } = request
    const kept = payload.changes.filter(({ field }) => !changes.some((one) => one.field === field))
    const completed = {
      ...payload,
      changes: [...kept, ...changes],
      attachments: [...new Set([...payload.attachments, ...attachments])],
    }
    await checkPayload(ctx, familyOf(request), completed)
    await keepAttachments(ctx, familyOf(request), attachments)
    return completed
  },
  mail: async (ctx, request) => {
    const { values } = await view(ctx, request)
    // Health values never leave in an e-mail: what they are about is enough.
    const isHealth = definitionOf(request).health
    return [
      values
        .map(({ label, after, result }) => {
          const ending = result === 'refused' && request.status !== 'refused' ? ' (refusé)' : ''
          return isHealth || after === '' ? `– ${label}${ending}` : `– ${label}\u00A0: ${after}${ending}`
        })
        .join('\n'),
    ].filter((text) => text !== '')
  },
}
