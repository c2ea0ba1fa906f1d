import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/pointage',
    name: 'attendance',
    component: () => import('./AttendancePage.vue'),
    // a tablet on a table at the door: the whole window
    meta: { title: 'Pointage', layout: 'bare', permission: 'attendance.write' },
  },
]

export const nav: NavEntry[] = [
  { route: 'attendance', label: 'Pointage', icon: 'clipboard', order: 14, permission: 'attendance.write' },
]
