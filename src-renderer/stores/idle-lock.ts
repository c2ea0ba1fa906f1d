import { onScopeDispose, watch } from 'vue'
import { useSession } from './session'

const gestures = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const
/** Shared by the windows of one browser: working in one keeps the others open. */
const sharedKey = 'ribambelle.last-gesture'
const lookEveryMs = 5_000
const tellEveryMs = 2_000

/** Locks the screen when nobody has touched it for the time that the town set. */
export function useIdleLock() {
  const session = useSession()
  let last = performance.timeOrigin + performance.now()
  let told = 0
  let timer: ReturnType<typeof setInterval> | undefined
  const now = () => performance.timeOrigin + performance.now()

  function touched() {
    last = now()
    if (last - told < tellEveryMs) return
    told = last
    localStorage.setItem(sharedKey, String(Math.round(last)))
  }
  function look(minutes: number) {
    const elsewhere = Number(localStorage.getItem(sharedKey) ?? 0)
    if (now() - Math.max(last, elsewhere) < minutes * 60_000) return
    session.lock().catch(reportError)
  }
  watch(
    () => (session.staff && !session.ended ? session.staff.lockAfterMinutes : 0),
    (minutes) => {
      clearInterval(timer)
      if (minutes === 0) return
      touched()
      timer = setInterval(() => look(minutes), lookEveryMs)
    },
    { immediate: true },
  )
  for (const gesture of gestures) window.addEventListener(gesture, touched, { passive: true })
  onScopeDispose(() => {
    clearInterval(timer)
    for (const gesture of gestures) window.removeEventListener(gesture, touched)
  })
}
