import { createI18n } from 'vue-i18n'

export const LOCALES = ['fr', 'en'] as const
export type Locale = (typeof LOCALES)[number]

const STORAGE_KEY = 'ribambelle.portal.locale'

interface Messages {
  [key: string]: string | Messages
}

// one file per page and per language: `locales/fr/home.json` is read as t('home.…')
const files = import.meta.glob<Messages>('./locales/*/*.json', { eager: true, import: 'default' })

function collect(): Record<Locale, Messages> {
  const messages: Record<Locale, Messages> = { fr: {}, en: {} }
  for (const [path, content] of Object.entries(files)) {
    const [, , language, file] = path.split('/')
    if (!isLocale(language) || !file) throw new Error(`unexpected locale file ${path}`)
    messages[language][file.replace('.json', '')] = content
  }
  return messages
}

function isLocale(text: string | null | undefined): text is Locale {
  return LOCALES.some((locale) => locale === text)
}

function startingLocale(): Locale {
  const stored = localStorage.getItem(STORAGE_KEY)
  if (isLocale(stored)) return stored
  const wanted = navigator.languages.map((language) => language.slice(0, 2)).find(isLocale)
  return wanted ?? 'fr'
}

export const i18n = createI18n({
  legacy: false,
  locale: startingLocale(),
  fallbackLocale: 'fr',
  messages: collect(),
})
document.documentElement.lang = i18n.global.locale.value

export function chooseLocale(locale: Locale) {
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
  localStorage.setItem(STORAGE_KEY, locale)
}
