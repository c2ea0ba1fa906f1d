import { onBeforeUnmount } from 'vue'
import { isLocalDate, type LocalDate } from '../../../src-shared/kernel/local-date'

interface DayGestures {
  tap(date: LocalDate): void
  hold(date: LocalDate): void
  paint(date: LocalDate): void
}

const holdMs = 500

function dateAt(event: Event): LocalDate | null {
  const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-date]') : null
  const date = target?.dataset['date'] ?? ''
  return isLocalDate(date) ? date : null
}

/** A tap, a long press, and days painted with a mouse held down; a finger that moves scrolls and does nothing else. */
export function useDayGestures({ tap, hold, paint }: DayGestures) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let start: LocalDate | null = null
  let isPainting = false
  let isSpent = false

  function stop() {
    clearTimeout(timer)
    start = null
    isPainting = false
  }

  function onPointerdown(event: PointerEvent) {
    if (event.button !== 0) return
    start = dateAt(event)
    isSpent = false
    if (!start) return
    const date = start
    timer = setTimeout(() => {
      if (isPainting) return
      isSpent = true
      hold(date)
    }, holdMs)
  }

  function onPointerover(event: PointerEvent) {
    if (!start || event.pointerType !== 'mouse' || event.buttons !== 1) return
    const date = dateAt(event)
    if (!date || date === start) return
    clearTimeout(timer)
    if (!isPainting) paint(start)
    isPainting = true
    isSpent = true
    paint(date)
  }

  function onClick(event: MouseEvent) {
    const date = dateAt(event)
    stop()
    if (date && !isSpent) tap(date)
  }

  onBeforeUnmount(stop)
  return {
    pointerdown: onPointerdown,
    pointerover: onPointerover,
    pointercancel: stop,
    pointerup: () => clearTimeout(timer),
    click: onClick,
  }
}
