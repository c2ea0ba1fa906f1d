import { computed, onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import type { AttendanceChild, AttendanceMark } from '../../../src-shared/contract/staff/attendance'
import type { CellResult, Undo } from '../../../src-shared/contract/staff/planning'
import { errorLabel } from '../../../src-shared/labels/fr'
import { formatTime } from '../../../src-shared/format/date'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { isLocalTime, type LocalTime } from '../../../src-shared/kernel/local-time'
import { call, errorText, isApiError, onEventsBack } from '../../api'
import { useToasts } from '../../ui'

/** A tap at the door, kept until the desk has it. */
export interface Tap {
  slotId: number
  date: LocalDate
  enrolmentId: number
  version: number | null
  mark: AttendanceMark
  at: LocalTime
  collectedBy: string
  name: string
}

const storageKey = 'ribambelle.attendance.taps'
const retryMs = 8_000

const doneWords: Readonly<Record<AttendanceMark, (tap: Tap) => string>> = {
  arrive: ({ name, at }) => `${name}, arrivée à ${formatTime(at)}`,
  leave: ({ name, at, collectedBy }) =>
    `${name}, départ à ${formatTime(at)}${collectedBy ? ` avec ${collectedBy}` : ''}`,
  absent: ({ name }) => `${name}, absence non prévenue`,
  excused: ({ name }) => `${name}, absence excusée`,
  expect: ({ name }) => `${name}, de nouveau parmi les attendus`,
}

/**
 * Sends taps one after the other. One that finds no desk stays here, and in the tablet, until it is sent: it is shown
 * as waiting and tried again. One that the desk refuses is said out loud and dropped, and the list is asked again.
 */
export function useTaps(time: Ref<LocalTime>, after: { done(result: CellResult): void; refused(): void }) {
  const toasts = useToasts()
  const waiting = shallowRef<Tap[]>(readKept())
  const lostAt = ref<LocalTime | null>(null)
  const sending = ref(false)
  let shown: number | undefined

  function keep(taps: Tap[]) {
    waiting.value = taps
    if (taps.length === 0) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, JSON.stringify(taps))
  }

  function tap(
    child: Pick<AttendanceChild, 'enrolmentId' | 'firstName' | 'lastName'> & { version: number | null },
    day: { slotId: number; date: LocalDate },
    mark: AttendanceMark,
    options: { at?: LocalTime; collectedBy?: string } = {},
  ) {
    const before = waiting.value.filter(
      (one) => one.enrolmentId === child.enrolmentId && one.slotId === day.slotId && one.date === day.date,
    )
    const last = before[before.length - 1]
    const { enrolmentId, firstName, lastName } = child
    // each tap of the same child comes after the one before it
    const version = last ? (last.version ?? 0) + 1 : child.version
    const { at = time.value, collectedBy = '' } = options
    keep([...waiting.value, { ...day, enrolmentId, version, mark, at, collectedBy, name: `${firstName} ${lastName}` }])
    void send()
  }

  async function send() {
    if (sending.value) return
    sending.value = true
    try {
      for (let next = waiting.value[0]; next; next = waiting.value[0]) {
        if (!(await sendOne(next))) break
      }
    } finally {
      sending.value = false
    }
  }

  /** False when the desk cannot be reached: the tap stays. */
  async function sendOne({ name, ...input }: Tap): Promise<boolean> {
    try {
      const { results, undo } = await call('attendance.mark', input)
      lostAt.value = null
      keep(waiting.value.slice(1))
      const [result] = results
      if (result?.refusal) refuse(name, errorLabel(result.refusal.code, result.refusal.details))
      else if (result) {
        after.done(result)
        announce(doneWords[input.mark]({ name, ...input }), undo)
      }
      return true
    } catch (error) {
      if (isApiError(error) && (error.kind === 'unavailable' || error.kind === 'unauthenticated')) {
        lostAt.value ??= time.value
        return false
      }
      keep(waiting.value.slice(1))
      refuse(name, errorText(error))
      return true
    }
  }

  function refuse(name: string, reason: string) {
    toasts.add({ text: `${name}\u00A0: pointage refusé`, detail: reason, tone: 'danger' })
    after.refused()
  }

  function announce(text: string, undo: Undo | null) {
    if (shown !== undefined) toasts.remove(shown)
    shown = toasts.add({ text, seconds: 15, ...(undo ? { undo: () => void takeBack(undo) } : {}) })
  }

  async function takeBack(undo: Undo) {
    try {
      const { results } = await call('attendance.undo', undo)
      const refused = results.find(({ refusal }) => refusal)
      if (refused?.refusal)
        toasts.add({ text: errorLabel(refused.refusal.code, refused.refusal.details), tone: 'danger' })
    } catch (error) {
      toasts.add({ text: errorText(error), tone: 'danger' })
    }
    after.refused()
  }

  const timer = setInterval(() => {
    if (waiting.value.length > 0) void send()
  }, retryMs)
  onScopeDispose(() => clearInterval(timer))
  onEventsBack(() => void send())
  if (waiting.value.length > 0) void send()

  const stuck = computed(() => (lostAt.value === null ? [] : waiting.value))
  return { tap, send, waiting, stuck, lostAt, sending }
}

function readKept(): Tap[] {
  const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]')
  return Array.isArray(stored) ? (stored as Tap[]).filter(({ at }) => isLocalTime(at)) : []
}
