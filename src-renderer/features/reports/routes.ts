import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/rapports',
    name: 'reports',
    component: () => import('./ReportPage.vue'),
    meta: { title: 'Rapports', permission: 'reports.read' },
  },
]

export const nav: NavEntry[] = [
  { route: 'reports', label: 'Rapports', icon: 'chart', order: 31, permission: 'reports.read' },
]
