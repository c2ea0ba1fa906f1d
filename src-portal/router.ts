import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import type { PortalGate } from '../src-shared/contract/portal/session'
import { watchFailures } from '../src-front/navigation-failure'
import { errorText } from './api/errors'
import { i18n } from './i18n'
import type { TabEntry } from './navigation'
import { useSession } from './stores/session'
import { useTown } from './stores/town'
import { useToasts } from './ui/toasts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title, e.g. `home.title`. */
    title?: string
    /** `bare` pages (sign-in, first visit) fill the window, without the frame. */
    layout?: 'frame' | 'bare'
    /** Pages that nobody needs to sign in for. */
    public?: boolean
    /** Route name of the bar's place that a page without its own place belongs to. */
    tab?: string
    /** Uses the whole width from 960 px (calendar). */
    wide?: boolean
    /** Edge to edge on a phone (calendar). */
    flush?: boolean
  }
}

interface PageModule {
  routes: RouteRecordRaw[]
  tabs?: TabEntry[]
}

// each page registers itself: adding one never touches this file
const pages = Object.values(import.meta.glob<PageModule>('./pages/*/routes.ts', { eager: true }))

export const tabEntries: readonly TabEntry[] = pages.flatMap((page) => page.tabs ?? [])

const notFound: RouteRecordRaw = {
  path: '/:path(.*)*',
  name: 'not-found',
  component: () => import('./ui/NotFoundPage.vue'),
  meta: { title: 'frame.notFound', public: true },
}

/** Pages that open once the yearly file is complete, where the town asks it first. */
const afterFile: readonly unknown[] = ['home', 'calendar', 'recap']

function gateRoute(gate: PortalGate | null, to: RouteLocationNormalized): string | null {
  if (gate === 'password') return 'forced-password'
  if (gate === 'completion') return 'completion'
  return gate === 'file' && afterFile.includes(to.name) ? 'registration' : null
}

/** Pages that wait until the yearly file is complete, where the town asks for it first. */
const closedByFile = new Set(['home', 'calendar', 'recap', 'enrol', 'enrol-activity'])

export function makeRouter() {
  const router = createRouter({
    history: createWebHistory(),
    routes: [...pages.flatMap((page) => page.routes), notFound],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach(async (to) => {
    const session = useSession()
    await session.start()
    const gate = session.parent ? gateRoute(session.parent.gate, to) : null
    // what a session must do first stands before every page that is not open to anybody
    if (gate && !to.meta.public && to.name !== gate && router.hasRoute(gate)) return { name: gate }
    if (session.parent?.gate === 'file' && closedByFile.has(String(to.name))) return { name: 'registration' }
    if (to.meta.public || !session.hasAccounts || session.parent) return true
    return router.hasRoute('sign-in') ? { name: 'sign-in', query: { then: to.fullPath } } : true
  })
  watchFailures(router, (error) => useToasts().add({ text: errorText(error), tone: 'danger' }))
  router.afterEach((to) => {
    const { t } = i18n.global
    const parts = [to.meta.title ? t(to.meta.title) : '', t('frame.portal'), useTown().town?.name ?? '']
    document.title = parts.filter(Boolean).join(' – ')
  })
  return router
}
