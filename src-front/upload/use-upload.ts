import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { maxUploadBytes, type Upload } from '../../src-shared/contract/documents'
import { ApiError } from '../api/errors'
import { sendFile } from './send-file'
import { shrinkPicture } from './shrink-picture'

/** For the `accept` of a file input: what may be sent, and HEIC so that an iPhone offers its photos (they are converted). */
export const ACCEPTED_FILES = 'application/pdf,image/jpeg,image/png,image/heic,image/heif,.pdf,.jpg,.jpeg,.png,.heic'

export type UploadPhase = 'empty' | 'preparing' | 'sending' | 'waiting' | 'done' | 'failed'

/** One file on its way: made lighter, sent with its progress, sent again by itself when the line comes back. */
export function useUpload(upload: Ref<Upload | null>) {
  const phase = ref<UploadPhase>(upload.value ? 'done' : 'empty')
  const progress = ref(0)
  const error = shallowRef<unknown>()
  const name = ref(upload.value?.name ?? '')
  let running: AbortController | undefined

  async function send(file: File) {
    running?.abort()
    const mine = new AbortController()
    running = mine
    upload.value = null
    error.value = undefined
    progress.value = 0
    name.value = file.name
    phase.value = 'preparing'
    try {
      const light = await shrinkPicture(file)
      if (running !== mine) return
      // Said here rather than after minutes of sending.
      if (light.size > maxUploadBytes) throw new ApiError('invalid', 'upload.too-large', { limit: maxUploadBytes })
      phase.value = 'sending'
      const uploaded = await sendFile(light, {
        id: crypto.randomUUID(),
        signal: mine.signal,
        onProgress: (sent, total) => {
          if (running === mine) progress.value = total > 0 ? sent / total : 0
        },
        onWaiting: (isWaiting) => {
          if (running === mine) phase.value = isWaiting ? 'waiting' : 'sending'
        },
      })
      if (running !== mine) return
      name.value = uploaded.name
      phase.value = 'done'
      upload.value = uploaded
    } catch (failure) {
      if (running !== mine || mine.signal.aborted) return
      phase.value = 'failed'
      error.value = failure
    }
  }

  function clear() {
    running?.abort()
    running = undefined
    upload.value = null
    error.value = undefined
    name.value = ''
    phase.value = 'empty'
  }

  onScopeDispose(() => running?.abort())
  return { phase, progress, error, name, send, clear }
}
