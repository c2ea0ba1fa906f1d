import type { Upload } from '../../src-shared/contract/documents'
import type { Reply } from '../../src-shared/contract/operation'
import type { ErrorKind } from '../../src-shared/errors'
import { ApiError } from '../api/errors'
import { unreachable } from '../api/transport'

export interface SendOptions {
  /** The same id sent again after a cut is the same file. */
  id: string
  signal: AbortSignal
  onProgress(sent: number, total: number): void
  /** True while the line is cut and the next try waits. */
  onWaiting(isWaiting: boolean): void
}

/** Pauses between tries, in milliseconds: about two minutes without network before giving up. */
const PAUSES = [1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 40_000]

/** Sends a file; when the line is cut, waits for it and sends again under the same id. */
export async function sendFile(file: File, options: SendOptions): Promise<Upload> {
  for (let attempt = 0; ; attempt++) {
    try {
      const uploaded = await put(file, options)
      options.onWaiting(false)
      return uploaded
    } catch (error) {
      const pause = PAUSES[attempt]
      const isCut = error instanceof ApiError && error.kind === 'unavailable'
      if (!isCut || pause === undefined || options.signal.aborted) {
        options.onWaiting(false)
        throw error
      }
      options.onWaiting(true)
      await lineOrPause(pause, options.signal)
    }
  }
}

/** The end of the pause, or the line that comes back before it. */
function lineOrPause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    window.addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}

// fetch says nothing of what has left: the older way does.
function put(file: File, { id, signal, onProgress }: SendOptions): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `/files/uploads/${id}?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('x-ribambelle', '1')
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total)
    request.onload = () => {
      const reply = readReply(request.responseText)
      if (reply === null) reject(unreachable(request.status))
      else if (reply.ok) resolve(reply.value as Upload)
      else reject(new ApiError(reply.error.kind as ErrorKind, reply.error.code, reply.error.details))
    }
    request.onerror = () => reject(unreachable('upload'))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function readReply(text: string): Reply | null {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && 'ok' in body ? (body as Reply) : null
  } catch {
    // A proxy's page, or an answer cut in the middle.
    return null
  }
}
