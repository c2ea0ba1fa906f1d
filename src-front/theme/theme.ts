import { computed, ref } from 'vue'
import { createAccent } from './accent'

export type ThemeChoice = 'system' | 'light' | 'dark'

/** Light or dark, and the town's colour, for one front: `storagePrefix` keeps the choices of the two fronts apart. */
export function createTheme(storagePrefix: string) {
  const storageKey = `${storagePrefix}.theme`
  const accent = createAccent(`${storagePrefix}.accent`)
  const systemIsDark = ref(false)
  const choice = ref<ThemeChoice>('system')

  const themeChoice = computed(() => choice.value)
  const isDark = computed(() => choice.value === 'dark' || (choice.value === 'system' && systemIsDark.value))

  function storedChoice(): ThemeChoice {
    const stored = localStorage.getItem(storageKey)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  }

  function apply() {
    document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light'
    accent.paint(isDark.value)
  }

  /** The colour that the town chose, in both themes; null: the product's own. */
  function applyAccent(colour: string | null) {
    accent.keep(colour)
    accent.paint(isDark.value)
  }

  function chooseTheme(next: ThemeChoice) {
    choice.value = next
    if (next === 'system') localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, next)
    apply()
  }

  /** Reads the stored choice, follows the system from now on, and writes data-theme on the root element. */
  function startTheme() {
    const query = window.matchMedia('(prefers-color-scheme: dark)')
    systemIsDark.value = query.matches
    query.addEventListener('change', (event) => {
      systemIsDark.value = event.matches
      apply()
    })
    choice.value = storedChoice()
    accent.readStored()
    apply()
  }

  return { themeChoice, isDark, applyAccent, chooseTheme, startTheme }
}
