import type { RouteRecordRaw } from 'vue-router'
import { call } from '../../api/client'
import type { NavEntry } from '../../navigation'
import { exchangeOf } from '../../stores/exchange'
import { provideExchange } from '../../stores/shell'

provideExchange(async () => exchangeOf(await call('sync.state', {})))

export const routes: RouteRecordRaw[] = [
  {
    path: '/portail',
    name: 'portal-exchange',
    component: () => import('./PortalPage.vue'),
    meta: { title: 'Portail', permission: 'sync.manage' },
  },
]

export const nav: NavEntry[] = [
  { route: 'portal-exchange', label: 'Portail', icon: 'globe', order: 40, permission: 'sync.manage' },
]
