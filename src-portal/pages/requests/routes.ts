import type { RouteRecordRaw } from 'vue-router'
import type { TabEntry } from '../../navigation'
import { pendingRequests } from '../badges'

export const routes: RouteRecordRaw[] = [
  {
    path: '/demandes',
    name: 'requests',
    component: () => import('./RequestsPage.vue'),
    meta: { title: 'requests.title' },
  },
  {
    path: '/demandes/:id',
    name: 'request',
    component: () => import('./RequestPage.vue'),
    meta: { title: 'requests.one', tab: 'requests' },
  },
]

export const tabs: TabEntry[] = [
  {
    route: 'requests',
    label: 'requests.tab',
    icon: 'message',
    order: 5,
    place: 'bar',
    badge: () => pendingRequests.value,
    badgeLabel: 'requests.badge',
  },
]
