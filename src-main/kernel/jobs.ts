import { refuse } from '../../src-shared/errors'
import { actorName, systemActor } from './actor'
import { inRead, inWrite, type Ctx, type Services } from './context'

/** One step of a long work: a short unit of work that says where to go on from. */
export interface JobStep {
  progress: number
  total: number
  cursor: unknown
  done?: { result: unknown }
}

/** How a kind of long work is cut. `step` runs in a transaction, with the cursor of the previous one (null at first). */
export interface JobDefinition {
  kind: string
  step(ctx: Ctx, params: unknown, cursor: unknown): Promise<JobStep>
}

export interface JobView {
  id: number
  kind: string
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  progress: number
  total: number
  result: unknown
  error: string
}

interface Row {
  id: number
  kind: string
  params: string
  status: JobView['status']
  progress: number
  total: number
  cursor: string
  result: string
  error: string
}

/** Queues a job in the transaction that decides it; it starts after the commit. */
export async function startJob(ctx: Ctx, kind: string, params: unknown, total = 0): Promise<number> {
  const id = await ctx.db.insert('job', {
    kind,
    params: JSON.stringify(params),
    status: 'queued',
    progress: 0,
    total,
    cursor: 'null',
    result: 'null',
    error: '',
    createdBy: actorName(ctx.actor),
    createdAt: ctx.now,
    heartbeatAt: ctx.now,
    finishedAt: null,
  })
  ctx.afterCommit(() => ctx.services.wake('jobs'))
  return id
}

export async function readJob(ctx: Ctx, id: number): Promise<JobView> {
  const row = await ctx.db.one<Row>`select * from job where id = ${id}`
  return row ? viewOf(row) : refuse('job.not-found')
}

export async function cancelJob(ctx: Ctx, id: number): Promise<void> {
  await ctx.db
    .run`update job set status = 'cancelled', finished_at = ${ctx.now} where id = ${id} and status in ('queued','running')`
}

function viewOf(row: Row): JobView {
  const { id, kind, status, progress, total, error } = row
  return { id, kind, status, progress, total, error, result: JSON.parse(row.result) }
}

export interface JobRunner {
  wake(): void
  /** Resolves when nothing is left to do; for tests, benches and a clean stop. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Runs queued jobs one after the other, step by step; what a crash interrupted goes on at the next start. */
export function createJobRunner(services: Services, definitions: readonly JobDefinition[]): JobRunner {
  const byKind = new Map(definitions.map((definition) => [definition.kind, definition]))
  const unit = { services, actor: systemActor }
  let stopping = false
  let running: Promise<void> | null = null

  async function takeNext(): Promise<number | null> {
    return inWrite(unit, async (ctx) => {
      const lockClause = ctx.db.engine === 'postgres' ? skipLocked : plain
      const row = await lockClause(ctx)
      return row?.id ?? null
    })
  }

  async function runStep(id: number): Promise<boolean> {
    return inWrite(unit, async (ctx) => {
      const row = await lockedJob(ctx, id)
      if (!row) return false
      const definition = byKind.get(row.kind)
      if (!definition) throw new Error(`no definition for job kind ${row.kind}`)
      const step = await definition.step(ctx, JSON.parse(row.params), JSON.parse(row.cursor))
      const status = step.done ? 'done' : 'running'
      await ctx.db.run`update job set status = ${status}, progress = ${step.progress}, total = ${step.total},
        cursor = ${JSON.stringify(step.cursor ?? null)}, result = ${JSON.stringify(step.done?.result ?? null)},
        heartbeat_at = ${ctx.now}, finished_at = ${step.done ? ctx.now : null} where id = ${id}`
      const { progress, total } = step
      ctx.afterCommit(() => services.publish({ type: 'job', jobId: id, kind: row.kind, status, progress, total }))
      return !step.done
    })
  }

  async function runOne(id: number) {
    try {
      while (!stopping && (await runStep(id))) await new Promise((resolve) => setImmediate(resolve))
    } catch (error) {
      const reference = services.log.bug(error, { job: id })
      await inWrite(unit, async (ctx) => {
        await ctx.db
          .run`update job set status = 'failed', error = ${`Erreur ${reference}`}, finished_at = ${ctx.now} where id = ${id}`
      })
      services.publish({ type: 'job', jobId: id, kind: '', status: 'failed', progress: 0, total: 0 })
    }
  }

  async function loop() {
    for (let id = await takeNext(); id !== null && !stopping; id = await takeNext()) await runOne(id)
  }

  const wake = () => {
    if (stopping) return
    running = (running ?? Promise.resolve()).then(loop).catch((error: unknown) => {
      services.log.bug(error, { during: 'jobs' })
    })
  }
  return {
    wake,
    idle: async () => {
      await running
    },
    stop: async () => {
      stopping = true
      await running
    },
  }
}

const plain = (ctx: Ctx) =>
  ctx.db.one<{ id: number }>`select id from job where status in ('queued', 'running') order by id limit 1`

// Several processes share the work: a job whose step is running elsewhere is locked, and passed over.
const skipLocked = (ctx: Ctx) =>
  ctx.db.one<{
    id: number
  }>`select id from job where status in ('queued', 'running') order by id limit 1 for update skip locked`

async function lockedJob(ctx: Ctx, id: number): Promise<Row | undefined> {
  if (ctx.db.engine === 'postgres') {
    return ctx.db.one<Row>`select * from job where id = ${id} and status in ('queued', 'running') for update`
  }
  return ctx.db.one<Row>`select * from job where id = ${id} and status in ('queued', 'running')`
}

/** The latest job of a kind, for a screen that opens while it runs. */
export function latestJob(services: Services, kind: string): Promise<JobView | null> {
  return inRead({ services, actor: systemActor }, async (ctx) => {
    const row = await ctx.db.one<Row>`select * from job where kind = ${kind} order by id desc limit 1`
    return row ? viewOf(row) : null
  })
}
