import type { documentsContract } from '../../../src-shared/contract/staff/documents'
import { refuse } from '../../../src-shared/errors'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { familyIsVisible } from '../families'
import { answerConsent, listConsents } from './consents'
import { addDocument, revokeDocument, setValidity } from './given'
import { acceptRules, endRules, listAcceptances, listRules, publishRules } from './house-rules'
import { documentsOfFamily, listDocuments } from './lists'
import { listPublished, publishFile, removePublished } from './published'
import { archiveType, listTypes, orderTypes, saveType } from './types'

export { answerConsent, consentStatus, type ConsentToKeep } from './consents'
export { documentFiles, isAboutHealth, openOwnUpload, openParentUpload, uploadForFamily } from './files'
export { acceptDocument, addDocument, checkSending, describeSending, sendDocument, undoAccepted } from './given'
export { healthFiles, type HealthSubject } from './health-files'
export { publishFile } from './published'
export { saveType } from './types'
export { acceptRules, publishRules, type AcceptanceProof } from './house-rules'
export { papersToGive, type PapersToGive } from './many-papers'
export { bookingPapersOf, papersOf, requiredDocumentsOf } from './papers'
export {
  attachUpload,
  purgeOrphans,
  readUpload,
  receiveUpload,
  startUploadPurge,
  uploadReceiver,
  uploadsOf,
  uploadView,
} from './uploads'
export { buildDocumentsView, buildPaperworkView } from './views'

async function requireVisible(ctx: Ctx, familyId: number): Promise<void> {
  if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
}

/** What is signed on paper in front of an agent: the agent is the witness. */
const atCounter = (ctx: Ctx) => ({ at: ctx.now, address: '', userAgent: '', channel: 'counter' as const })

export const documentsHandlers: Handlers<typeof documentsContract, StaffActor> = {
  'documents.list': listDocuments,
  'documents.ofFamily': (ctx, { familyId }) => documentsOfFamily(ctx, familyId),
  'documents.add': async (ctx, input) => {
    await requireVisible(ctx, input.familyId)
    return { id: await addDocument(ctx, input) }
  },
  'documents.setValidity': setValidity,
  'documents.revoke': revokeDocument,
  'documents.types': listTypes,
  'documents.saveType': async (ctx, input) => ({ id: await saveType(ctx, input) }),
  'documents.archiveType': async (ctx, input) => {
    await archiveType(ctx, input)
    return { done: true }
  },
  'documents.orderTypes': async (ctx, { ids }) => {
    await orderTypes(ctx, ids)
    return { done: true }
  },
  'publishedFiles.list': async (ctx, { familyId }) => {
    if (familyId !== null) await requireVisible(ctx, familyId)
    return listPublished(ctx, familyId)
  },
  'publishedFiles.publish': async (ctx, input) => {
    if (input.familyId !== null) await requireVisible(ctx, input.familyId)
    return { id: await publishFile(ctx, input) }
  },
  'publishedFiles.remove': removePublished,
  'rules.list': listRules,
  'rules.publish': publishRules,
  'rules.end': (ctx, { id }) => endRules(ctx, id),
  'rules.acceptances': listAcceptances,
  'rules.acceptAtCounter': async (ctx, input) => {
    await requireVisible(ctx, input.familyId)
    await acceptRules(ctx, { ...input, ...atCounter(ctx), accountId: null, sha256: null })
    return { done: true }
  },
  'consents.list': listConsents,
  'consents.answerAtCounter': async (ctx, input) => {
    await requireVisible(ctx, input.familyId)
    await answerConsent(ctx, { ...input, ...atCounter(ctx) })
    return { done: true }
  },
}
