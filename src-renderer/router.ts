import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { watchFailures } from '../src-front/navigation-failure'
import type { Permission } from '../src-shared/permissions'
import { errorText } from './api/errors'
import type { NavEntry } from './navigation'
import { useSession } from './stores/session'
import { useToasts } from './ui/toasts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Title of the window and of the screen in the command palette. */
    title?: string
    /** `bare` screens (sign-in, first run) fill the window, without the frame. */
    layout?: 'frame' | 'bare'
    /** Screens that nobody needs to sign in for. */
    public?: boolean
    permission?: Permission
  }
}

interface FeatureModule {
  routes: RouteRecordRaw[]
  nav?: NavEntry[]
}

// each feature registers itself: adding one never touches this file
const features = Object.values(import.meta.glob<FeatureModule>('./features/*/routes.ts', { eager: true }))

export const navEntries: readonly NavEntry[] = features.flatMap((feature) => feature.nav ?? [])

const notFound: RouteRecordRaw = {
  path: '/:path(.*)*',
  name: 'not-found',
  component: () => import('./ui/NotFoundPage.vue'),
  meta: { title: 'Page introuvable' },
}

export function makeRouter() {
  const routes = [...features.flatMap((feature) => feature.routes), notFound]
  const router = createRouter({ history: createWebHistory(), routes })
  router.beforeEach(async (to) => {
    const session = useSession()
    await session.start()
    if (session.staff?.owesFactor && !to.meta.public && to.name !== 'own-password' && router.hasRoute('own-password')) {
      return { name: 'own-password' }
    }
    if (to.meta.public || !session.hasAccounts || session.staff) return true
    return router.hasRoute('sign-in') ? { name: 'sign-in', query: { then: to.fullPath } } : true
  })
  watchFailures(router, (error) => useToasts().add({ text: errorText(error), tone: 'danger' }))
  router.afterEach((to) => {
    document.title = to.meta.title ? `${to.meta.title} · Ribambelle` : 'Ribambelle'
  })
  return router
}
