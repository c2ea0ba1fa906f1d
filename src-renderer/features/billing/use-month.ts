import { computed, ref, watch, type Ref } from 'vue'
import type { Job } from '../../../src-shared/contract/staff/jobs'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import { call, onEvent, onEventsBack, useQuery } from '../../api'

const jobWords: Record<string, string> = {
  'billing.draft': 'Calcul du brouillon',
  'billing.issue': 'Émission des factures',
  'billing.publish': 'Publication des factures',
}

/** Where the billing of a month stands, kept fresh by what happens at the desk, and the long work under way. */
export function useMonth(period: Ref<YearMonth>) {
  const month = useQuery('billing.month', () => ({ period: period.value }))
  const job = ref<Job>()

  const run = computed(() => month.data.value?.runs[0] ?? null)
  /** An issued run that nobody has published yet. */
  const toPublish = computed(
    () => month.data.value?.runs.find(({ status, publishedAt }) => status === 'issued' && publishedAt === null) ?? null,
  )
  const isDraft = computed(() => run.value?.status === 'draft')
  const isWorking = computed(() => job.value?.status === 'queued' || job.value?.status === 'running')
  /** Stopped or broken before its end: it may be started again. */
  const isInterrupted = computed(() => job.value?.status === 'cancelled' || job.value?.status === 'failed')
  const jobLabel = computed(() => jobWords[job.value?.kind ?? ''] ?? 'Traitement')

  async function readJob(id: number): Promise<void> {
    const wasWorking = isWorking.value && job.value?.id === id
    job.value = await call('jobs.read', { id })
    if (wasWorking && !isWorking.value) void month.reload()
  }

  watch(
    () => (month.data.value?.runs ?? []).map(({ jobId }) => jobId).find((id) => id !== null) ?? null,
    (id) => {
      if (id === null) job.value = undefined
      else void readJob(id)
    },
    { immediate: true },
  )
  onEvent('job', ({ jobId, status, progress, total }) => {
    if (job.value?.id !== jobId) return
    if (status === 'running') job.value = { ...job.value, status, progress, total }
    else void readJob(jobId).then(() => month.reload())
  })
  onEvent('billing', ({ period: changed }) => {
    if (changed === period.value || month.data.value?.openElsewhere) void month.reload()
  })
  onEvent('payments', () => void month.reload())
  onEventsBack(() => {
    void month.reload()
    if (job.value) void readJob(job.value.id)
  })

  return { month, run, toPublish, isDraft, job, isWorking, isInterrupted, jobLabel }
}

export type MonthState = ReturnType<typeof useMonth>
