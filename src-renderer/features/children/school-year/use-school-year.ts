import { computed, ref, watch } from 'vue'
import type { Job } from '../../../../src-shared/contract/staff/jobs'
import { call, onEvent, onEventsBack, useQuery } from '../../../api'

/** Where the school years stand, and the change under way, kept fresh. */
export function useSchoolYear() {
  const state = useQuery('schoolYear.state', {})
  const job = ref<Job>()
  const isWorking = computed(() => job.value?.status === 'queued' || job.value?.status === 'running')
  const latest = computed(() => state.data.value?.changes[0])

  async function follow(id: number): Promise<void> {
    job.value = await call('jobs.read', { id })
    if (!isWorking.value) await state.reload()
  }
  watch(
    () => (latest.value?.status === 'running' || latest.value?.status === 'undoing' ? latest.value.jobId : null),
    (id) => {
      if (id !== null && id !== undefined) void follow(id)
    },
    { immediate: true },
  )
  onEvent('job', ({ jobId, status, progress, total }) => {
    if (job.value?.id !== jobId) return
    if (status === 'running') job.value = { ...job.value, status, progress, total }
    else void follow(jobId)
  })
  onEventsBack(() => {
    void state.reload()
    if (job.value) void follow(job.value.id)
  })
  return { state, job, isWorking, latest, follow }
}
