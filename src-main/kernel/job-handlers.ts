import type { jobsContract } from '../../src-shared/contract/staff/jobs'
import { refuse } from '../../src-shared/errors'
import type { StaffActor } from './actor'
import type { Handlers } from './dispatcher'
import { cancelJob, readJob } from './jobs'

export const jobsHandlers: Handlers<typeof jobsContract, StaffActor> = {
  'jobs.read': (ctx, { id }) => readJob(ctx, id),
  'jobs.cancel': async (ctx, { id }) => {
    const { kind } = await readJob(ctx, id)
    // Other work is the program's own: nobody who waits for a place would ever be told that it was stopped.
    if (!kind.startsWith('billing.') || ctx.actor.structureIds !== null) refuse('permission.missing')
    await cancelJob(ctx, id)
    return { done: true }
  },
}
