import { z } from 'zod'
import {
  consentKinds,
  consentResults,
  zAcceptance,
  zConsentAnswer,
  zDocumentRule,
  zGivenDocument,
  zHouseRules,
  zPublishedFile,
} from '../documents'
import { zId } from '../schemas'

/** The town's paperwork: what it asks, offers and rules, the same for every family. */
export const zPaperworkView = z.object({
  types: z.array(zDocumentRule),
  published: z.array(zPublishedFile),
  rules: z.array(zHouseRules),
})
export type PaperworkView = z.output<typeof zPaperworkView>

/** One family's documents, acceptances and consents. */
export const zDocumentsView = z.object({
  given: z.array(zGivenDocument),
  published: z.array(zPublishedFile),
  acceptances: z.array(zAcceptance.extend({ personName: z.string() })),
  /** Answers of this family's guardians, the oldest first. */
  answers: z.array(zConsentAnswer),
  /** What all the parents of a child say together, those of its other family included. */
  results: z.array(z.object({ kind: z.enum(consentKinds), childId: zId.nullable(), result: z.enum(consentResults) })),
})
export type DocumentsView = z.output<typeof zDocumentsView>
