import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/planning',
    name: 'planning',
    component: () => import('./PlanningPage.vue'),
    meta: { title: 'Planning', permission: 'bookings.read' },
  },
]

export const nav: NavEntry[] = [
  { route: 'planning', label: 'Planning', icon: 'grid', order: 13, permission: 'bookings.read', foldsNavigation: true },
]
