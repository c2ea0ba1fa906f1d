import type { RouteRecordRaw } from 'vue-router'
import type { TabEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/calendrier',
    name: 'calendar',
    component: () => import('./CalendarPage.vue'),
    meta: { title: 'frame.calendar', wide: true, flush: true },
  },
  {
    path: '/calendrier/verifier',
    name: 'recap',
    component: () => import('./RecapPage.vue'),
    meta: { title: 'recap.title', tab: 'calendar' },
  },
]

export const tabs: TabEntry[] = [
  { route: 'calendar', label: 'frame.calendar', icon: 'calendar', order: 2, place: 'bar' },
]
