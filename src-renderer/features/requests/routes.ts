import type { RouteRecordRaw } from 'vue-router'
import { plural } from '../../../src-shared/format/text'
import type { NavEntry } from '../../navigation'
import { requestsToDecide } from './to-decide'

export const routes: RouteRecordRaw[] = [
  {
    path: '/demandes',
    name: 'requests',
    component: () => import('./InboxPage.vue'),
    meta: { title: 'Demandes', permission: 'requests.decide' },
  },
]

export const nav: NavEntry[] = [
  {
    route: 'requests',
    label: 'Demandes',
    icon: 'inbox',
    order: 11,
    permission: 'requests.decide',
    badge: requestsToDecide,
    badgeLabel: (count) => `${plural(count, 'demande', 'demandes')} à décider`,
    foldsNavigation: true,
  },
]
