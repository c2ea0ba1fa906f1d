import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, date, instant, optional } = column

/**
 * A file received. Its bytes stand sealed in the data folder under `storedName`; what is written here was measured while they
 * came in, never declared by the sender. The UUID is made by the browser, so that a send repeated after a cut is the same upload.
 * No reference to a family: a hosted portal receives uploads and holds no family.
 */
export const UploadTable = table(
  'upload',
  {
    id: column.uuid(),
    /** null = received from the back office. */
    familyId: optional(int()),
    accountId: optional(int()),
    authorName: text(),
    originalName: text(),
    mediaType: text<'application/pdf' | 'image/jpeg' | 'image/png'>(),
    size: int(),
    sha256: text(),
    width: optional(int()),
    height: optional(int()),
    storedName: text(),
    /** An orphan is thrown away after a day. */
    status: text<'orphan' | 'attached'>(),
    createdAt: instant(),
  },
  { index: [['status', 'createdAt'], ['familyId']] },
)
export type UploadRow = RowOf<typeof UploadTable>

/** What a family must, or may, provide. */
export const DocumentTypeTable = table('document_type', {
  id: id(),
  name: text(),
  /** Why it is asked and what is accepted: families read it. */
  explanation: text(),
  whose: text<'family' | 'guardian' | 'child'>(),
  /** Always asked, asked for some activities (`document_type_activity`), or never asked but welcome. */
  demand: text<'always' | 'activities' | 'optional'>(),
  validity: text<'months' | 'until' | 'school-year' | 'forever'>(),
  validityMonths: optional(int()),
  validityDate: optional(date()),
  needsValidation: bool(),
  blocksBooking: bool(),
  /** The same paper serves the child in every family (garde alternée): asked once. */
  sharedAcrossFamilies: bool(),
  /** Opened with the health permission only, and each opening leaves a trace. */
  health: bool(),
  position: int(),
  archivedAt: optional(instant()),
  version: int(),
})
export type DocumentTypeRow = RowOf<typeof DocumentTypeTable>

export const DocumentTypeActivityTable = table(
  'document_type_activity',
  { id: id(), typeId: int(), activityId: int() },
  {
    unique: [['typeId', 'activityId']],
    index: [['activityId']],
    references: { typeId: 'document_type', activityId: 'activity' },
  },
)

/** A paper given by a family. Expired is never written: it is read from `validTo`. */
export const DocumentTable = table(
  'document',
  {
    id: id(),
    typeId: int(),
    familyId: int(),
    /** The guardian or the child it concerns; null = the family. */
    personId: optional(int()),
    uploadId: text(),
    requestId: optional(text()),
    status: text<'sent' | 'valid' | 'refused' | 'withdrawn'>(),
    reason: text(),
    validFrom: optional(date()),
    validTo: optional(date()),
    sentAt: instant(),
    sentBy: text(),
    decidedAt: optional(instant()),
    decidedBy: text(),
    version: int(),
  },
  {
    index: [['familyId', 'typeId'], ['personId', 'typeId'], ['status', 'sentAt'], ['validTo'], ['requestId']],
    references: { typeId: 'document_type', familyId: 'family', personId: 'person', uploadId: 'upload' },
  },
)
export type DocumentRow = RowOf<typeof DocumentTable>

/** A file that the town offers, to everybody or to one family. */
export const PublishedFileTable = table(
  'published_file',
  {
    id: id(),
    title: text(),
    category: text<'form' | 'information' | 'menu' | 'certificate' | 'other'>(),
    /** null = everybody. */
    familyId: optional(int()),
    uploadId: text(),
    publishedAt: instant(),
    publishedBy: text(),
    removedAt: optional(instant()),
    version: int(),
  },
  { index: [['familyId', 'removedAt']], references: { familyId: 'family', uploadId: 'upload' } },
)
export type PublishedFileRow = RowOf<typeof PublishedFileTable>

/** Règlement intérieur of a structure, or of the town: a new edition asks families again. */
export const HouseRulesTable = table(
  'house_rules',
  {
    id: id(),
    structureId: optional(int()),
    edition: int(),
    title: text(),
    uploadId: text(),
    /** Of the PDF shown: it is the proof of what was accepted. */
    sha256: text(),
    /** Exact words beside the box. */
    wording: text(),
    blocksBooking: bool(),
    publishedAt: instant(),
    publishedBy: text(),
    supersedesId: optional(int()),
    /** A new edition takes its place, or nobody is asked any more. */
    endedAt: optional(instant()),
  },
  { index: [['structureId', 'endedAt']], references: { structureId: 'structure', uploadId: 'upload' } },
)
export type HouseRulesRow = RowOf<typeof HouseRulesTable>

/** Who accepted which edition, with all that proves it. Never updated. */
export const RulesAcceptanceTable = table(
  'rules_acceptance',
  {
    id: id(),
    rulesId: int(),
    familyId: int(),
    personId: int(),
    accountId: optional(int()),
    wording: text(),
    sha256: text(),
    acceptedAt: instant(),
    address: text(),
    userAgent: text(),
    channel: text<'portal' | 'hosted-portal' | 'counter'>(),
  },
  {
    unique: [['rulesId', 'familyId', 'personId']],
    index: [['familyId']],
    references: { rulesId: 'house_rules', familyId: 'family', personId: 'person' },
  },
)
export type RulesAcceptanceRow = RowOf<typeof RulesAcceptanceTable>

/** Each answer of a guardian, kept for ever: the latest one counts. Never a condition of anything. */
export const ConsentTable = table(
  'consent',
  {
    id: id(),
    kind: text(),
    familyId: int(),
    /** The child it is about; null = the guardian themselves. */
    childId: optional(int()),
    personId: int(),
    given: bool(),
    wording: text(),
    at: instant(),
    address: text(),
    userAgent: text(),
    channel: text<'portal' | 'hosted-portal' | 'counter'>(),
  },
  {
    index: [['familyId'], ['childId', 'kind'], ['personId', 'kind']],
    references: { familyId: 'family', childId: 'child', personId: 'person' },
  },
)
export type ConsentRow = RowOf<typeof ConsentTable>
