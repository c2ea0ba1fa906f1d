import { createApp, h } from 'vue'
import { createPinia } from 'pinia'
import { createRouter, createWebHashHistory, RouterView } from 'vue-router'
import PrimeVue from 'primevue/config'
import { fr } from 'primelocale/js/fr.js'
import '@fontsource-variable/inter'
import '../../../resources/theme/tokens.css'
import '../../../src-renderer/theme/base.css'
import '../../../src-renderer/theme/primevue.css'
import { schoolYear } from '../../../src-shared/kernel/school-year'
import { instant } from '../../../src-shared/kernel/instant'
import { permissions } from '../../../src-shared/permissions'
import type { NavEntry } from '../../../src-renderer/navigation'
import { useSession } from '../../../src-renderer/stores/session'
import { provideExchange, provideShell, useShell } from '../../../src-renderer/stores/shell'
import { ribambellePreset } from '../../../src-renderer/theme/preset'
import { startTheme } from '../../../src-renderer/theme/theme'
import AppFrame from '../../../src-renderer/ui/frame/AppFrame.vue'
import ToastArea from '../../../src-renderer/ui/ToastArea.vue'
import Fields from './Fields.vue'
import Centered from './Centered.vue'
import Lists from './Lists.vue'

// The pieces of the back office on one page, with made-up words: for eyes and screenshots, never shipped.
const nav: NavEntry[] = [
  { route: 'fields', label: 'Accueil', icon: 'home', order: 10 },
  { route: 'lists', label: 'Demandes', icon: 'inbox', order: 11, badge: () => 23, foldsNavigation: true },
  { route: 'families', label: 'Familles', icon: 'family', order: 12 },
  { route: 'planning', label: 'Planning', icon: 'grid', order: 13 },
  { route: 'attendance', label: 'Pointage', icon: 'clipboard', order: 14 },
  { route: 'billing', label: 'Facturation', icon: 'invoice', order: 20 },
  { route: 'payments', label: 'Règlements', icon: 'euro', order: 21 },
  { route: 'messages', label: 'Messages', icon: 'message', order: 30, badge: () => 4 },
  { route: 'reports', label: 'Rapports', icon: 'chart', order: 31 },
  { route: 'portal', label: 'Portail', icon: 'globe', order: 32 },
  { route: 'settings', label: 'Réglages', icon: 'settings', order: 40 },
]

const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/centered', name: 'centered', component: Centered, meta: { layout: 'bare' } },
    ...nav.map(({ route }) => ({ path: `/${route}`, name: route, component: route === 'lists' ? Lists : Fields })),
    { path: '/:rest(.*)*', redirect: '/fields' },
  ],
})

provideShell(async () => ({
  townName: 'Ville d’Aubrelles',
  accentColour: null,
  structures: [
    { id: 1, name: 'École Les Tilleuls' },
    { id: 2, name: 'Les Lucioles' },
  ],
  schoolYears: [schoolYear('2025-2026'), schoolYear('2026-2027')],
  schoolYear: schoolYear('2026-2027'),
}))
provideExchange(async () => ({
  ...{ status: 'ok', lastSuccess: instant('2026-12-08T08:41:00.000Z'), toSend: 0, error: '' },
}))

startTheme()
const app = createApp({
  render: () =>
    router.currentRoute.value.meta['layout'] === 'bare'
      ? h(RouterView)
      : [h(AppFrame, { nav }, { default: () => h(RouterView) }), h(ToastArea)],
})
app
  .use(createPinia())
  .use(router)
  .use(PrimeVue, {
    locale: fr,
    csp: { nonce: document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce },
    theme: { preset: ribambellePreset, options: { prefix: 'pv', darkModeSelector: '[data-theme=dark]' } },
  })
useSession().staff = {
  ...{ staffId: 1, firstName: 'Élise', lastName: 'Marchand', role: 'director', permissions },
  ...{ email: 'elise.marchand@aubrelles.invalid', owesFactor: false, factorDueAt: null, lockAfterMinutes: 0 },
}
void useShell().start()
void router.isReady().then(() => app.mount('#app'))
