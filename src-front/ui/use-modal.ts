import { nextTick, onBeforeUnmount, watch, type Ref } from 'vue'

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])'

const stack: HTMLElement[] = []

function focusable(panel: HTMLElement): HTMLElement[] {
  return [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => !element.closest('[inert]') && !element.hidden,
  )
}

function keepInside(panel: HTMLElement, event: KeyboardEvent) {
  const all = focusable(panel)
  const first = all[0]
  const last = all.at(-1)
  const at = document.activeElement
  if (!first || !last) return event.preventDefault()
  if (event.shiftKey && (at === first || at === panel)) {
    event.preventDefault()
    last.focus()
  } else if (!event.shiftKey && at === last) {
    event.preventDefault()
    first.focus()
  }
}

/**
 * What every modal panel owes: the focus goes in (to `[autofocus]`, else the first field or the panel itself), Tab
 * stays in, Escape asks to close, and the focus goes back to where it was.
 */
export function useModal(panel: Ref<HTMLElement | null>, open: () => boolean, close: () => void) {
  let returnTo: HTMLElement | null = null
  let shown: HTMLElement | null = null

  function onKeyDown(event: KeyboardEvent) {
    const top = stack.at(-1)
    if (!shown || top !== shown) return
    if (event.key === 'Tab') keepInside(shown, event)
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    event.stopPropagation()
    close()
  }

  async function show() {
    returnTo = document.activeElement instanceof HTMLElement ? document.activeElement : null
    await nextTick()
    shown = panel.value
    if (!shown) return
    stack.push(shown)
    document.addEventListener('keydown', onKeyDown)
    const first =
      shown.querySelector<HTMLElement>('[autofocus]') ?? shown.querySelector<HTMLElement>('[data-first-focus]')
    ;(first ?? shown).focus()
  }

  function hide() {
    if (!shown) return
    document.removeEventListener('keydown', onKeyDown)
    stack.splice(stack.indexOf(shown), 1)
    shown = null
    if (returnTo?.isConnected) returnTo.focus()
  }

  watch(open, (isOpen) => void (isOpen ? show() : hide()), { immediate: true })
  onBeforeUnmount(hide)
}
