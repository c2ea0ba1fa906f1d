import { computed, ref } from 'vue'

export type ThemeChoice = 'system' | 'light' | 'dark'

const STORAGE_KEY = 'ribambelle.portal.theme'

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
  apply()
}
