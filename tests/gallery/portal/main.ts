import { createApp, h } from 'vue'
import { createPinia } from 'pinia'
import { createRouter, createWebHashHistory, RouterView } from 'vue-router'
import '@fontsource-variable/inter'
import '../../../resources/theme/tokens.css'
import '../../../src-portal/theme/base.css'
import '../../../src-portal/theme/marks.css'
import '../../../src-portal/theme/frame.css'
import { i18n } from '../../../src-portal/i18n'
import type { TabEntry } from '../../../src-portal/navigation'
import { useSession } from '../../../src-portal/stores/session'
import { provideTown, useTown } from '../../../src-portal/stores/town'
import { startTheme } from '../../../src-portal/theme/theme'
import PortalFrame from '../../../src-portal/ui/frame/PortalFrame.vue'
import ToastArea from '../../../src-portal/ui/ToastArea.vue'
import Home from './Home.vue'
import Recap from './Recap.vue'
import SignIn from './SignIn.vue'

// The pieces of the portal in a few pages, with made-up words: for eyes and screenshots, never shipped.
const tabs: TabEntry[] = [
  { route: 'home', label: 'frame.home', icon: 'home', order: 1, place: 'bar' },
  { route: 'calendar', label: 'frame.calendar', icon: 'calendar', order: 2, place: 'bar' },
  { route: 'family', label: 'frame.family', icon: 'family', order: 3, place: 'bar' },
  { route: 'invoices', label: 'frame.invoices', icon: 'invoice', order: 4, place: 'bar', badge: () => 3 },
  { route: 'messages', label: 'frame.messages', icon: 'message', order: 5, place: 'bar', badge: () => 1 },
  { route: 'procedures', label: 'frame.procedures', icon: 'grid', order: 6, place: 'menu' },
]
const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: SignIn, meta: { layout: 'bare' } },
    { path: '/recap', name: 'recap', component: Recap, meta: { tab: 'calendar' } },
    ...tabs.map(({ route }) => ({ path: `/${route}`, name: route, component: Home })),
    { path: '/:rest(.*)*', redirect: '/home' },
  ],
})
provideTown(async () => ({
  name: 'Brécourt-sur-Aulne',
  accentColour: null,
  services: 'Cantine, accueil du matin et du soir, mercredis, école des sports, multi-accueil.',
  desk: {
    phone: '0536491240',
    email: 'guichet@brecourt.invalid',
    address: '12, place du Lavoir',
    hours: 'Du lundi au vendredi, 8 h 30 – 17 h 30',
  },
  access: { signOutUrl: '', selfRegistration: true, passwordMinLength: 12 },
}))

startTheme()
const app = createApp({
  render: () => [
    router.currentRoute.value.meta.layout === 'bare'
      ? h(RouterView)
      : h(PortalFrame, { tabs }, { default: () => h(RouterView) }),
    h(ToastArea),
  ],
})
app.use(createPinia()).use(i18n).use(router)
useSession().parent = { firstName: 'Nadia', lastName: 'Berthelot', familyNumber: '2041', gate: null, welcome: false }
void useTown().start()
void router.isReady().then(() => app.mount('#app'))
