import { onBeforeUnmount, watch, type Ref } from 'vue'
import type { Box } from './use-cursor'
import type { Layout } from './layout'
import { paintRow } from './paint-row'
import type { Model } from './model'

const marginRows = 5

interface Source {
  model: Model
  rows: readonly number[]
  layout: Layout
  carePlans: ReadonlySet<number>
  refusals: ReadonlyMap<string, string>
  box: Box
  isRange: boolean
}

/** Keeps in the page the rows that are seen and a few around, each written once as text and again when it changes. */
export function useRowWindow(options: {
  viewport: Ref<HTMLElement | null>
  lines: Ref<HTMLElement | null>
  headHeight: number
  rowHeight(): number
  source(): Source
}) {
  const drawn = new Map<number, { element: HTMLElement; text: string }>()
  let frame = 0

  function textOf({ model, rows, layout, carePlans, refusals, box, isRange }: Source, at: number): string {
    const index = rows[at] ?? -1
    const row = model.rows[index]
    if (!row) return ''
    return paintRow(model, layout, index, {
      carePlan: carePlans.has(row.childId),
      refusals,
      highlighted: at >= box.top && at <= box.bottom && (isRange || box.top === at),
    })
  }

  function draw(source: Source, at: number) {
    const text = textOf(source, at)
    const known = drawn.get(at)
    const element = known?.element ?? document.createElement('div')
    if (known?.text !== text) element.innerHTML = text
    const height = options.rowHeight()
    const group = (index: number) => source.model.rows[source.rows[index] ?? -1]?.group
    element.className = at > 0 && group(at) !== group(at - 1) ? 'pr ng' : 'pr'
    // not a transform: it would shut the sticky name under the cursor
    element.style.top = `${at * height}px`
    if (!known) {
      element.setAttribute('role', 'row')
      options.lines.value?.append(element)
    }
    element.setAttribute('aria-rowindex', String(at + 2))
    drawn.set(at, { element, text })
  }

  function visible(count: number): [number, number] {
    const view = options.viewport.value
    if (!view) return [0, -1]
    const height = options.rowHeight()
    const first = Math.max(0, Math.floor(view.scrollTop / height) - marginRows)
    const last = Math.min(count - 1, Math.ceil((view.scrollTop + view.clientHeight) / height) + marginRows)
    return [first, last]
  }

  /** `all`: everything may have changed; `names`: only which names are lit; `scroll`: only which rows are seen. */
  function update(what: 'all' | 'names' | 'scroll') {
    const source = options.source()
    const [first, last] = visible(source.rows.length)
    for (const [at, { element }] of drawn) {
      if (at >= first && at <= last) continue
      element.remove()
      drawn.delete(at)
    }
    for (let at = first; at <= last; at += 1) {
      const known = drawn.get(at)
      if (known && what === 'scroll') continue
      if (known && what === 'names') {
        const lit = at >= source.box.top && at <= source.box.bottom
        known.element.firstElementChild?.classList.toggle('hl', lit)
        known.text = ''
      } else draw(source, at)
    }
  }

  function onScroll() {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => update('scroll'))
  }
  let observer: ResizeObserver | undefined
  watch(
    options.viewport,
    (element, previous) => {
      previous?.removeEventListener('scroll', onScroll)
      observer?.disconnect()
      if (!element) return
      element.addEventListener('scroll', onScroll, { passive: true })
      observer = new ResizeObserver(() => update('scroll'))
      observer.observe(element)
      update('all')
    },
    { flush: 'post', immediate: true },
  )
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
    observer?.disconnect()
    options.viewport.value?.removeEventListener('scroll', onScroll)
  })
  return { update }
}
