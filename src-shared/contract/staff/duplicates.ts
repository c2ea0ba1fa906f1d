import { z } from 'zod'
import { command, query } from '../operation'
import { zDone, zId, zInstant } from '../schemas'

export const duplicateKinds = ['family', 'person'] as const
export type DuplicateKind = (typeof duplicateKinds)[number]
/** Why two files look like one. */
export const duplicateReasons = [
  'name-and-birth',
  'email',
  'phone',
  'near-name-and-birth',
  'near-name',
  'address',
] as const
export type DuplicateReason = (typeof duplicateReasons)[number]

/** One of the two files, as the list shows it. */
export const zDuplicateSide = z.object({
  id: zId,
  /** The family to open. */
  familyId: zId,
  label: z.string(),
  details: z.array(z.string()),
})
export const zDuplicatePair = z.object({
  kind: z.enum(duplicateKinds),
  left: zDuplicateSide,
  right: zDuplicateSide,
  reasons: z.array(z.enum(duplicateReasons)),
  /** 1 to 100: the surest first. */
  score: z.number().int(),
})
export type DuplicatePair = z.output<typeof zDuplicatePair>

const zPair = z
  .object({ kind: z.enum(duplicateKinds), keptId: zId, removedId: zId })
  .refine((pair) => pair.keptId !== pair.removedId, { path: ['removedId'], message: 'Choisissez deux fiches' })

/** A field on which the two differ: the one kept is taken from the left (kept) or from the right (removed). */
export const zMergeConflict = z.object({
  key: z.string(),
  label: z.string(),
  kept: z.string(),
  removed: z.string(),
})
export const zMergePreview = z.object({
  kind: z.enum(duplicateKinds),
  kept: zDuplicateSide,
  removed: zDuplicateSide,
  /** What goes over to the file kept: 'Réservations', 212. */
  moves: z.array(z.object({ label: z.string(), count: z.number().int() })),
  conflicts: z.array(zMergeConflict),
  /** What forbids it, in plain words; empty = possible. */
  obstacles: z.array(z.string()),
})
export type MergePreview = z.output<typeof zMergePreview>

export const zMergeRecord = z.object({
  id: zId,
  kind: z.enum(duplicateKinds),
  keptId: zId,
  familyId: zId,
  keptLabel: z.string(),
  removedLabel: z.string(),
  mergedAt: zInstant,
  mergedBy: z.string(),
  undoneAt: zInstant.nullable(),
  undoneBy: z.string(),
  /** Still within its day. */
  undoable: z.boolean(),
})
export type MergeRecord = z.output<typeof zMergeRecord>

/** The same people twice: found, told apart, or merged with a day to think better of it. */
export const duplicatesContract = {
  'duplicates.list': query({
    permission: 'families.read',
    input: z.object({ kind: z.enum(duplicateKinds), limit: z.number().int().min(1).max(200).default(50) }),
    output: z.object({ total: z.number().int(), pairs: z.array(zDuplicatePair) }),
  }),
  'duplicates.distinct': command({
    permission: 'families.write',
    input: z.object({ kind: z.enum(duplicateKinds), leftId: zId, rightId: zId }),
    output: zDone,
    audit: (input) => ({
      entity: input.kind,
      id: input.leftId,
      summary: { leftId: input.leftId, rightId: input.rightId },
    }),
  }),
  'merges.preview': query({ permission: 'families.write', input: zPair, output: zMergePreview }),
  'merges.run': command({
    permission: 'families.write',
    input: zPair.safeExtend({
      /** Fields whose value is taken from the file removed. */
      fromRemoved: z.array(z.string().max(60)).max(60).default([]),
    }),
    output: z.object({ id: zId, familyId: zId, keptLabel: z.string(), removedLabel: z.string() }),
    audit: (input, output) => ({
      entity: input.kind,
      id: input.keptId,
      familyId: output.familyId,
      summary: { kept: output.keptLabel, removed: output.removedLabel },
    }),
  }),
  'merges.recent': query({
    permission: 'families.read',
    input: z.object({ limit: z.number().int().min(1).max(100).default(20) }),
    output: z.array(zMergeRecord),
  }),
  /** Puts everything back, within a day and as long as nothing of what moved has changed since. */
  'merges.undo': command({
    permission: 'families.write',
    input: z.object({ id: zId }),
    output: z.object({ familyId: zId, keptLabel: z.string(), removedLabel: z.string() }),
    audit: (input, output) => ({
      entity: 'file_merge',
      id: input.id,
      familyId: output.familyId,
      summary: { kept: output.keptLabel, removed: output.removedLabel },
    }),
  }),
}
