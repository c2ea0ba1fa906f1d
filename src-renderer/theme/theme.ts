import { computed, ref } from 'vue'
import { keepAccent, paintAccent, readStoredAccent } from './accent'

export type ThemeChoice = 'system' | 'light' | 'dark'

const STORAGE_KEY = 'ribambelle.theme'

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(STORAGE_KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

const systemIsDark = ref(false)
const choice = ref<ThemeChoice>('system')

export const themeChoice = computed(() => choice.value)
export const isDark = computed(() => choice.value === 'dark' || (choice.value === 'system' && systemIsDark.value))

function apply() {
  document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light'
  paintAccent(isDark.value)
}

/** The colour that the town chose, in both themes; null: the product's own. */
export function applyAccent(colour: string | null) {
  keepAccent(colour)
  paintAccent(isDark.value)
}

export function chooseTheme(next: ThemeChoice) {
  choice.value = next
  if (next === 'system') localStorage.removeItem(STORAGE_KEY)
  else localStorage.setItem(STORAGE_KEY, next)
  apply()
}

/** Reads the stored choice, follows the system from now on, and writes data-theme on the root element. */
export function startTheme() {
  const query = window.matchMedia('(prefers-color-scheme: dark)')
  systemIsDark.value = query.matches
  query.addEventListener('change', (event) => {
    systemIsDark.value = event.matches
    apply()
  })
  choice.value = storedChoice()
  readStoredAccent()
  apply()
}
