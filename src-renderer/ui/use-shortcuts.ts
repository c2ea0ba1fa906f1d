import { onScopeDispose } from 'vue'

export interface Shortcut {
  /** `'Ctrl+K'`, `'Alt+1'`, `'?'`, `'a'`, `'Shift+A'`, `'ArrowDown'`. Ctrl is also Cmd on a Mac. */
  keys: string
  /** What it does, for the dialog of keys; hidden there without words. */
  label?: string
  group?: string
  run: (event: KeyboardEvent) => void
  when?: () => boolean
}

const SINGLE_KEYS_OFF = 'ribambelle.single-keys-off'
const active = new Set<Shortcut>()

export function registeredShortcuts(): Shortcut[] {
  return [...active]
}

/** WCAG 2.1.4: the single letters can be switched off. */
export function singleKeysAllowed(): boolean {
  return localStorage.getItem(SINGLE_KEYS_OFF) === null
}

export function allowSingleKeys(allowed: boolean) {
  if (allowed) localStorage.removeItem(SINGLE_KEYS_OFF)
  else localStorage.setItem(SINGLE_KEYS_OFF, '1')
}

const TICKED = 'input[type=checkbox], input[type=radio]'

/** A box to tick takes the space bar alone: letters go on acting there. */
function isTyping(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.matches(TICKED)) return key === ' '
  return target.isContentEditable || target.matches('input, textarea, select, [role=combobox]')
}

function nameOf(event: KeyboardEvent): string {
  const modifiers = [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && event.key.length > 1 ? 'Shift' : '',
    event.shiftKey && /^\p{L}$/u.test(event.key) ? 'Shift' : '',
  ].filter(Boolean)
  // Alt+& on a French keyboard is the key of the figure 1: the place of the key is what counts
  const digit = event.altKey ? /^Digit(\d)$/.exec(event.code)?.[1] : undefined
  const key = digit ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key)
  return [...modifiers, key].join('+').toUpperCase()
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return
  const name = nameOf(event)
  const single = !name.includes('CTRL+') && !name.includes('ALT+') && event.key.length === 1
  if (single && (isTyping(event.target, event.key) || !singleKeysAllowed())) return
  // the latest registered wins: a screen may take over a key of the frame
  const match = [...active]
    .reverse()
    .find((shortcut) => shortcut.keys.toUpperCase() === name && (shortcut.when?.() ?? true))
  if (!match) return
  event.preventDefault()
  match.run(event)
}

/** Keys that live with the calling component. Single letters act only when no field has the focus. */
export function useShortcuts(shortcuts: readonly Shortcut[]) {
  if (active.size === 0) document.addEventListener('keydown', onKeyDown)
  shortcuts.forEach((shortcut) => active.add(shortcut))
  onScopeDispose(() => {
    shortcuts.forEach((shortcut) => active.delete(shortcut))
    if (active.size === 0) document.removeEventListener('keydown', onKeyDown)
  })
}
