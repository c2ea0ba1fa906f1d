import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { CellResult, PlanningAction, Undo } from '../../../src-shared/contract/staff/planning'
import { errorLabel } from '../../../src-shared/labels/fr'
import { plural } from '../../../src-shared/format/text'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import { call, errorText, onEvent, onEventsBack, useQuery } from '../../api'
import { useSession } from '../../stores/session'
import { cellKey, enrolmentAt, modelOf, placeOf, putResult, type Model } from './model'

export interface CellPlace {
  row: number
  column: number
}
interface Work {
  action: PlanningAction
  places: CellPlace[]
  memo: string
  force: boolean
}
/** What was refused of the last act, to say it and to try again. */
export interface Refused {
  text: string
  full: Work | null
}

const reloadDelayMs = 350
const doneWords: Readonly<Record<PlanningAction, (count: number) => string>> = {
  book: (count) => `${plural(count, 'créneau réservé', 'créneaux réservés')}`,
  release: (count) => `${plural(count, 'créneau libéré', 'créneaux libérés')}`,
  excuse: (count) => `${plural(count, 'absence excusée', 'absences excusées')}`,
  bill: (count) => `${plural(count, 'absence facturée', 'absences facturées')}`,
  present: (count) => `${plural(count, 'présence pointée', 'présences pointées')}`,
  memo: (count) => `Mémo noté sur ${plural(count, 'créneau', 'créneaux')}`,
}

/** The month on screen: loading, acts one after the other, undo, and what other agents change meanwhile. */
export function usePlanning(structureId: Ref<number | null>, month: Ref<YearMonth>) {
  const session = useSession()
  const question = computed(() =>
    structureId.value === null ? null : { structureId: structureId.value, month: month.value },
  )
  const { data, error, first, reload } = useQuery('planning.grid', question)
  const healthQuestion = computed(() => (session.can('health.read') ? question.value : null))
  const { data: health } = useQuery('planning.carePlans', healthQuestion)
  const carePlans = computed(() => new Set(health.value?.childIds ?? []))

  const model = shallowRef<Model>()
  /** Moves with each change of the model: what is drawn from it depends on it. */
  const revision = ref(0)
  const refusals = shallowRef(new Map<string, string>())
  const refused = shallowRef<Refused | null>(null)
  const message = ref('')
  const busy = ref(false)
  const undoStack = shallowRef<Undo[]>([])
  let queue = Promise.resolve()
  let waiting = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(data, (grid) => {
    if (!grid) return
    // an answer asked before an act would show the cell as it was: the act asks again when it is done
    if (waiting > 0) return reloadSoon()
    const isOther = model.value?.grid.month !== grid.month || model.value.grid.structureId !== grid.structureId
    if (isOther) forget()
    model.value = modelOf(grid)
    revision.value += 1
  })

  function forget() {
    undoStack.value = []
    refusals.value = new Map()
    refused.value = null
    message.value = ''
  }

  function reloadSoon() {
    clearTimeout(timer)
    timer = setTimeout(() => void reload(), reloadDelayMs)
  }
  onEvent('bookings', (event) => {
    const grid = model.value?.grid
    if (grid && event.month === grid.month && grid.activities.some(({ id }) => id === event.activityId)) reloadSoon()
  })
  onEventsBack(reloadSoon)

  /** Acts wait for each other: a cell's version is read when its turn comes, so that a double press never conflicts. */
  function enqueue(work: () => Promise<void>): Promise<void> {
    waiting += 1
    busy.value = true
    queue = queue.then(work).catch((failure: unknown) => {
      refused.value = { text: errorText(failure), full: null }
    })
    return queue.finally(() => {
      waiting -= 1
      busy.value = waiting > 0
    })
  }

  function apply(
    action: PlanningAction,
    places: readonly CellPlace[],
    options: { memo?: string; force?: boolean } = {},
  ) {
    const work: Work = { action, places: [...places], memo: options.memo ?? '', force: options.force ?? false }
    return enqueue(async () => {
      const now = model.value
      if (!now) return
      const cells = work.places.flatMap(({ row, column }) => cellAt(now, row, column))
      if (cells.length === 0) return
      const { results, undo } = await call('planning.apply', { action, cells, memo: work.memo, force: work.force })
      take(now, results, work)
      if (undo) undoStack.value = [...undoStack.value.slice(-49), undo]
    })
  }

  function undo() {
    const last = undoStack.value[undoStack.value.length - 1]
    if (!last) return
    undoStack.value = undoStack.value.slice(0, -1)
    return enqueue(async () => {
      const now = model.value
      if (!now) return
      const { results } = await call('planning.undo', last)
      take(now, results, null)
    })
  }

  function take(now: Model, results: readonly CellResult[], work: Work | null) {
    if (results.length === 0) return
    const left = new Map(refusals.value)
    const reasons = new Map<string, number>()
    const full: CellPlace[] = []
    let done = 0
    for (const result of results) {
      const place = putResult(now, result) ?? placeOf(now, result)
      if (!result.refusal) done += 1
      if (!place) continue
      const key = cellKey(place.row, place.column)
      left.delete(key)
      if (!result.refusal) {
        if (work?.action === 'memo') setMemo(now, key, work.memo)
        continue
      }
      const text = sentenceOf(result)
      left.set(key, text)
      reasons.set(text, (reasons.get(text) ?? 0) + 1)
      if (result.refusal.code === 'booking.full') full.push(place)
    }
    refusals.value = left
    refused.value =
      reasons.size === 0
        ? null
        : {
            text: [...reasons].map(([text, count]) => (count > 1 ? `${count} fois\u00A0: ${text}` : text)).join(' '),
            full: work && full.length > 0 ? { ...work, places: full, force: true } : null,
          }
    message.value =
      done === 0
        ? ''
        : work
          ? `${doneWords[work.action](done)}.`
          : `${plural(done, 'créneau remis', 'créneaux remis')} comme avant.`
    revision.value += 1
  }

  function dismiss() {
    refused.value = null
    refusals.value = new Map()
  }

  function force() {
    const full = refused.value?.full
    if (full) return apply(full.action, full.places, { memo: full.memo, force: true })
  }

  return {
    ...{ model, revision, carePlans, refusals, refused, message, busy, undoStack },
    ...{ error, first, reload, apply, undo, force, dismiss },
  }
}

function sentenceOf(result: CellResult): string {
  if (result.refusal?.code === 'record.changed-meanwhile')
    return 'Un collègue vient de modifier cette case\u00A0: elle montre maintenant son état.'
  return result.refusal ? errorLabel(result.refusal.code, result.refusal.details) : ''
}

function setMemo(model: Model, key: string, text: string) {
  if (text === '') model.memos.delete(key)
  else model.memos.set(key, text)
}

function cellAt(model: Model, row: number, column: number) {
  const line = model.rows[row]
  const at = model.columns[column]
  const enrolment = line && at && enrolmentAt(line, at)
  if (!line || !at || !enrolment) return []
  const version = line.versions[column] ?? 0
  return [{ enrolmentId: enrolment.id, slotId: at.slotId, date: at.date, version: version === 0 ? null : version }]
}
