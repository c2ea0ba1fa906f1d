import { computed, onBeforeUnmount, ref, watch, type Ref } from 'vue'

const MARGIN_ROWS = 12

/** Which rows of a long list must exist: the visible ones and a few around. Rows have one height. */
export function useWindowed(container: Ref<HTMLElement | null>, count: () => number, rowHeight: number) {
  const scrollTop = ref(0)
  const height = ref(800)
  let observer: ResizeObserver | undefined

  function onScroll() {
    scrollTop.value = container.value?.scrollTop ?? 0
  }

  watch(
    container,
    (element, previous) => {
      previous?.removeEventListener('scroll', onScroll)
      observer?.disconnect()
      if (!element) return
      element.addEventListener('scroll', onScroll, { passive: true })
      observer = new ResizeObserver(() => (height.value = element.clientHeight))
      observer.observe(element)
    },
    { flush: 'post', immediate: true },
  )
  onBeforeUnmount(() => {
    container.value?.removeEventListener('scroll', onScroll)
    observer?.disconnect()
  })

  const first = computed(() =>
    Math.max(0, Math.min(Math.floor(scrollTop.value / rowHeight) - MARGIN_ROWS, count() - 1)),
  )
  const last = computed(() => Math.min(count(), Math.ceil((scrollTop.value + height.value) / rowHeight) + MARGIN_ROWS))

  function reveal(index: number) {
    const element = container.value
    if (!element) return
    const top = index * rowHeight
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowHeight * 2 > element.scrollTop + element.clientHeight)
      element.scrollTop = top - element.clientHeight + rowHeight * 2
  }

  return { first, last, reveal }
}
