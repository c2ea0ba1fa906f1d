import { z } from 'zod'
import { command, query } from '../operation'
import { zDone, zId } from '../schemas'

export const zJob = z.object({
  id: zId,
  kind: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  progress: z.number().int(),
  total: z.number().int(),
  result: z.unknown(),
  error: z.string(),
})
export type Job = z.output<typeof zJob>

/** Long work seen from a screen: its progress, and the way to stop it, for who may start it: the work of the whole town. */
export const jobsContract = {
  'jobs.read': query({ permission: 'signed-in', input: z.object({ id: zId }), output: zJob }),
  'jobs.cancel': command({
    permission: 'billing.write',
    input: z.object({ id: zId }),
    output: zDone,
    audit: ({ id }) => ({ entity: 'job', id }),
  }),
}
