import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/facturation',
    name: 'billing',
    component: () => import('./BillingPage.vue'),
    meta: { title: 'Facturation', permission: 'billing.read' },
  },
]

export const nav: NavEntry[] = [
  { route: 'billing', label: 'Facturation', icon: 'invoice', order: 20, permission: 'billing.read' },
]
