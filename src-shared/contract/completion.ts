import { z } from 'zod'
import { zFieldChange } from './file/subjects'
import { zUuid } from './schemas'

/** What completes a request: new values, more attachments, words; one of them at least. */
export const zCompletion = z.object({
  changes: z.array(zFieldChange).max(60).default([]),
  attachments: z.array(zUuid).max(10).default([]),
  message: z.string().trim().max(1000, '1 000 caractères au plus').default(''),
})
export type Completion = z.output<typeof zCompletion>
