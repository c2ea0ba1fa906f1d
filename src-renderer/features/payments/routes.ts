import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/reglements',
    name: 'payments',
    component: () => import('./PaymentsPage.vue'),
    meta: { title: 'Règlements', permission: 'payments.read' },
  },
]

export const nav: NavEntry[] = [
  { route: 'payments', label: 'Règlements', icon: 'euro', order: 21, permission: 'payments.read' },
]
