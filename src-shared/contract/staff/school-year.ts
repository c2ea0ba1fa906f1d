import { z } from 'zod'
import { command, query } from '../operation'
import { zId, zInstant, zNothing } from '../schemas'

export const zSchoolYearChoices = z.object({
  /** Children who stay in their class. */
  kept: z.array(zId).max(5000),
  /** Whole classes that change schools: those who leave the last year of one go to the other. */
  moves: z.array(z.object({ fromSchoolId: zId, classLevel: z.string().max(10), toSchoolId: zId })).max(500),
})
export type SchoolYearChoices = z.output<typeof zSchoolYearChoices>

const zPreviewLine = z.object({
  schoolId: zId.nullable(),
  schoolName: z.string(),
  classLevel: z.string(),
  /** '' = leaves the schools of the town. */
  nextLevel: z.string(),
  children: z.number().int(),
  kept: z.number().int(),
  toSchoolId: zId.nullable(),
})

export const zSchoolYearChange = z.object({
  id: zId,
  schoolYear: z.string(),
  moved: z.number().int(),
  /** 'interrupted': the work failed; what was moved can be undone, or the rest started again. */
  status: z.enum(['running', 'done', 'undoing', 'undone', 'interrupted']),
  startedAt: zInstant,
  startedBy: z.string(),
  jobId: zId.nullable(),
  /** Until when it can be undone; null when it no longer can. */
  undoUntil: zInstant.nullable(),
})
export type SchoolYearChange = z.output<typeof zSchoolYearChange>

/** Everyone up one class: from TPS to CM2, then out of the schools of the town. */
export const schoolYearContract = {
  'schoolYear.state': query({
    permission: 'families.read',
    input: zNothing,
    output: z.object({
      /** The year to come, or the present one where it has not been opened yet. */
      target: z.string(),
      present: z.string(),
      years: z.array(
        z.object({ schoolYear: z.string(), from: z.string(), to: z.string(), children: z.number().int() }),
      ),
      changes: z.array(zSchoolYearChange),
      mayChange: z.boolean(),
    }),
  }),
  'schoolYear.preview': query({
    permission: 'families.read',
    input: z.object({ schoolYear: z.string(), choices: zSchoolYearChoices }),
    output: z.object({
      schoolYear: z.string(),
      lines: z.array(zPreviewLine),
      moved: z.number().int(),
      leavers: z.number().int(),
      /** Leavers who are still enrolled somewhere: they keep their file open. */
      leaversEnrolled: z.number().int(),
      kept: z.number().int(),
      /** Already in the year to come: left as they are. */
      done: z.number().int(),
    }),
  }),
  /** Children of a class, to say who stays. */
  'schoolYear.children': query({
    permission: 'families.read',
    input: z.object({ schoolId: zId.nullable(), classLevel: z.string().max(10) }),
    output: z.array(z.object({ id: zId, name: z.string(), className: z.string() })),
  }),
  'schoolYear.start': command({
    permission: 'settings.manage',
    input: z.object({ schoolYear: z.string(), choices: zSchoolYearChoices }),
    output: z.object({ id: zId, jobId: zId }),
    audit: (input, output) => ({
      entity: 'school-year',
      id: output.id,
      summary: { schoolYear: input.schoolYear, kept: input.choices.kept.length },
    }),
  }),
  /** Within the day that follows: each child goes back to its class, but those whose file was changed since. */
  'schoolYear.undo': command({
    permission: 'settings.manage',
    input: z.object({ id: zId }),
    output: z.object({ jobId: zId }),
    audit: (input) => ({ entity: 'school-year', id: input.id, summary: { undone: true } }),
  }),
}
