import type { jobsContract } from '../../src-shared/contract/staff/jobs'
import type { StaffActor } from './actor'
import type { Handlers } from './dispatcher'
import { cancelJob, readJob } from './jobs'

export const jobsHandlers: Handlers<typeof jobsContract, StaffActor> = {
  'jobs.read': (ctx, { id }) => readJob(ctx, id),
  'jobs.cancel': async (ctx, { id }) => {
    await cancelJob(ctx, id)
    return { done: true }
  },
}
